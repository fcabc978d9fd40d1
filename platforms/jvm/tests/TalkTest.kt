package tests

import io.github.threadedtcp.coroutines.State
import io.github.threadedtcp.sample.Screen
import io.github.threadedtcp.sample.Talk
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** The Android sample, without its screen. */
class TalkTest {
    private fun talking(port: Int, test: suspend (Talk) -> Unit) = runBlocking {
        val scope = CoroutineScope(Dispatchers.Default)
        val talk = Talk("127.0.0.1", port, scope)
        talk.start()
        withTimeout(Hangs.PATIENCE.toMillis()) { test(talk) }
        talk.close()
        talk.shows { it.state == State.Closed }
        scope.cancel()
    }

    private suspend fun Talk.shows(what: (Screen) -> Boolean) = screen.first(what)

    @Test
    fun saysALineAndSwitchesToTls() {
        Peer.serve { socket ->
            check(Peer.line(socket.getInputStream()) == "STARTTLS")
            socket.getOutputStream().write("go\n".toByteArray())
            Peer.secured(socket, Pki.SERVER).use(Peer::echo)
        }.use { peer ->
            talking(peer.port()) { talk ->
                talk.shows { it.state == State.Ready && !it.secure }
                talk.say("STARTTLS")
                talk.shows { it.lines == listOf("go") }
                talk.secure(SecureTest.trusting())
                talk.shows { it.secure }
                talk.say("hello")
                talk.shows { it.lines == listOf("go", "hello") }
            }
        }
    }

    @Test
    fun saysThatItIsNotTheRightServer() {
        Peer.serve { Peer.secured(it, Pki.STRANGER).use(Peer::echo) }.use { peer ->
            talking(peer.port()) { talk ->
                talk.shows { it.state == State.Ready }
                talk.secure(SecureTest.trusting())
                assertEquals("This is not the right server!", talk.shows { it.problem != null }.problem)
            }
        }
    }
}
