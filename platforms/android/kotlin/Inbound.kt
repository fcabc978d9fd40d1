package io.github.threadedtcp.coroutines

import io.github.threadedtcp.mobile.Chunk
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * Chunks on their way to a collector. No callback ever waits here: when more than
 * [limit] bytes are not collected, the client is paused, and the server has to wait.
 */
internal class Inbound(private val limit: Int, private val pause: () -> Unit, private val resume: () -> Unit) {
    private val channel = Channel<Chunk>(Channel.UNLIMITED)
    private var waiting = 0
    private var paused = false

    /** Chunks in their order; more than one collector would share them. */
    val chunks: Flow<Chunk> = flow {
        for (chunk in channel) {
            taken(chunk.len())
            emit(chunk)
        }
    }

    @Synchronized
    fun put(chunk: Chunk) {
        if (!channel.trySend(chunk).isSuccess) return
        waiting += chunk.len()
        if (waiting > limit && !paused) {
            paused = true
            pause()
        }
    }

    @Synchronized
    private fun taken(bytes: Int) {
        waiting -= bytes
        if (paused && waiting <= limit / 2) {
            paused = false
            resume()
        }
    }

    /** After the chunks that are left, the flow ends: by [why], or in order. */
    fun end(why: Throwable?) {
        channel.close(why)
    }
}
