package io.github.threadedtcp.coroutines

import io.github.threadedtcp.mobile.Chunk
import io.github.threadedtcp.mobile.Client
import io.github.threadedtcp.mobile.Config
import io.github.threadedtcp.mobile.ConnInfo
import io.github.threadedtcp.mobile.Failure
import io.github.threadedtcp.mobile.Listener
import io.github.threadedtcp.mobile.Mobile
import io.github.threadedtcp.mobile.TLSOptions
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.withContext

/**
 * A [Client] for coroutines: chunks are a [Flow], the state is a [StateFlow], and what
 * waits suspends. It may be used from any thread and any dispatcher.
 *
 * Everything else is the [client]'s own: statistics, the phone's network, pauses.
 * Exceptions are [ConnectionException]s with a code.
 */
class Connection(config: Config) : AutoCloseable {
    private val states = MutableStateFlow(State.Idle)
    private val inbound = Inbound(WINDOW, { client.pause() }, { client.resume() })
    private val opened = CompletableDeferred<Unit>()
    private val closed = CompletableDeferred<Failure?>()
    private var securing: CompletableDeferred<ConnInfo>? = null

    val client: Client = Client(config, Events())

    /** The state, the last one of those that follow each other quickly. */
    val state: StateFlow<State> = states.asStateFlow()

    /**
     * What is received. It waits for its collector, and the server with it. The flow ends
     * with the connection, by a [ConnectionException] if that has failed. Connections that
     * a RetryPolicy makes continue the same flow.
     */
    val chunks: Flow<Chunk> get() = inbound.chunks

    /** The bytes of [chunks], in their place. It is faster, since no chunk waits for a garbage collector. */
    val bytes: Flow<ByteArray>
        get() = inbound.chunks.map { chunk -> chunk.bytes().also { chunk.recycle() } }

    /** Connects, and returns when the connection is ready for the first time. */
    suspend fun open() {
        calling { client.start() }
        opened.await()
    }

    /** Sends, and suspends while the send queue is full. What was sent is written in order. */
    suspend fun send(data: ByteArray) {
        // Not OnWritable's business: that must not depend on who collects.
        if (!client.trySend(data)) withContext(Dispatchers.IO) { calling { client.send(data) } }
    }

    suspend fun send(text: String) = send(text.toByteArray())

    /** Secures the connection in mid-stream, and returns after the handshake. */
    suspend fun secure(options: TLSOptions): ConnInfo {
        val secured = CompletableDeferred<ConnInfo>()
        synchronized(this) { securing = secured }
        calling { client.makeSecure(options) }
        return secured.await()
    }

    /**
     * Ends in order: what was sent is written, and what the server still says can be
     * collected. Suspends until the connection has ended.
     */
    suspend fun finish() {
        client.stop()
        awaitEnd()
    }

    /** Suspends until the connection has ended for good, and returns why, null after an end in order. */
    suspend fun awaitEnd(): Failure? = closed.await()

    /** Ends at once. */
    override fun close() = client.close()

    private inline fun calling(call: () -> Unit) = try {
        call()
    } catch (e: Exception) {
        throw ConnectionException.of(e)
    }

    private fun lost(why: Throwable) {
        synchronized(this) { securing.also { securing = null } }?.completeExceptionally(why)
    }

    /** Never waits, so that news of the connection comes while data is not collected. */
    private inner class Events : Listener {
        override fun onState(state: Int, info: ConnInfo?) {
            states.value = State.entries[state]
            if (state == Mobile.StateReady) opened.complete(Unit)
        }

        override fun onData(chunk: Chunk) = inbound.put(chunk)

        override fun onSecure(info: ConnInfo) {
            synchronized(this@Connection) { securing.also { securing = null } }?.complete(info)
        }

        override fun onWritable(queuedBytes: Long) = Unit

        override fun onRetry(attempt: Int, delayMillis: Long, why: Failure) = lost(ConnectionException(why))

        override fun onClosed(why: Failure?) {
            val ended = why?.let(::ConnectionException)
                ?: ConnectionException(Mobile.CodeInvalidState, "the connection has ended")
            states.value = State.Closed
            opened.completeExceptionally(ended)
            lost(ended)
            inbound.end(if (why == null || why.code() == Mobile.CodeClosedByPeer) null else ended)
            closed.complete(why)
        }
    }

    companion object {
        /** How many bytes wait for a collector before the server has to. */
        const val WINDOW: Int = 1 shl 20
    }
}
