package io.github.threadedtcp.sample

import io.github.threadedtcp.coroutines.Connection
import io.github.threadedtcp.coroutines.ConnectionException
import io.github.threadedtcp.coroutines.State
import io.github.threadedtcp.mobile.Config
import io.github.threadedtcp.mobile.Mobile
import io.github.threadedtcp.mobile.RetryPolicy
import io.github.threadedtcp.mobile.TLSOptions
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** A talk with a server, line by line. It knows nothing of Android. */
class Talk(host: String, port: Int, private val scope: CoroutineScope) {
    private val screens = MutableStateFlow(Screen())
    private val connection: Connection

    val screen: StateFlow<Screen> = screens.asStateFlow()

    init {
        val config = Config(host, port)
        config.setConnectTimeoutMillis(8_000)
        config.setDelimiter("\n".toByteArray(), 4096)
        config.setRetry(RetryPolicy())
        connection = Connection(config)
    }

    fun start() {
        scope.launch { connection.state.collect(::show) }
        scope.launch {
            trying {
                connection.chunks.collect { line ->
                    screens.update { it.copy(lines = it.lines + line.payloadText().trimEnd()) }
                }
            }
        }
        scope.launch { trying { connection.open() } }
    }

    fun say(line: String) {
        scope.launch { trying { connection.send("$line\n") } }
    }

    /** Switches to TLS: for a server that has been asked for it and agrees. */
    fun secure(options: TLSOptions = TLSOptions()) {
        scope.launch {
            trying {
                val info = connection.secure(options)
                screens.update { it.copy(secure = info.secure()) }
            }
        }
    }

    /** Tells the client of what only the app can know. */
    fun foreground(there: Boolean) = if (there) connection.client.enterForeground() else connection.client.enterBackground()

    fun close() = connection.close()

    private fun show(state: State) = screens.update { it.copy(state = state, secure = it.secure && state == State.Ready) }

    private suspend fun trying(what: suspend () -> Unit) = try {
        what()
    } catch (e: ConnectionException) {
        screens.update { it.copy(problem = problem(e)) }
    }

    private fun problem(e: ConnectionException) = when (e.code) {
        Mobile.CodeRefused -> "Nobody listens there."
        Mobile.CodeDNS -> "There is no such host."
        Mobile.CodeTimeout -> "The server does not answer."
        Mobile.CodeTLSUntrusted, Mobile.CodeTLSHostname, Mobile.CodeTLSPinMismatch -> "This is not the right server!"
        else -> e.message
    }
}
