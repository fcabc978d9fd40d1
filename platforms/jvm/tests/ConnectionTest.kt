package tests

import io.github.threadedtcp.coroutines.Connection
import io.github.threadedtcp.coroutines.ConnectionException
import io.github.threadedtcp.coroutines.State
import io.github.threadedtcp.mobile.Config
import io.github.threadedtcp.mobile.Mobile
import java.util.concurrent.CompletableFuture
import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.fold
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The layer of coroutines. */
class ConnectionTest {
    private fun to(peer: Peer) = Connection(Config("127.0.0.1", peer.port()))

    private suspend fun failure(call: suspend () -> Unit): ConnectionException = try {
        call()
        throw AssertionError("it did not fail")
    } catch (e: ConnectionException) {
        e
    }

    private fun waiting(test: suspend () -> Unit) = runBlocking { withTimeout(Hangs.PATIENCE.toMillis()) { test() } }

    @Test
    fun statesHaveTheNumbersOfGo() {
        assertEquals(State.entries.map { it.name }, State.entries.indices.map(Mobile::stateName))
        assertTrue(Mobile.stateName(State.entries.size).startsWith("state "))
    }

    @Test
    fun talks() = waiting {
        Peer.serve(Peer::echo).use { peer ->
            val connection = to(peer)
            assertEquals(State.Idle, connection.state.value)
            connection.open()
            connection.state.first { it == State.Ready }
            connection.send("hello")
            assertEquals("hello", connection.chunks.first().text())
            connection.send("again")
            assertEquals("again", connection.chunks.first().text())
            connection.finish()
            assertNull(connection.awaitEnd())
            assertEquals(State.Closed, connection.state.value)
        }
    }

    @Test
    fun theFlowEndsWithTheConnection() = waiting {
        Peer.serve { it.getOutputStream().write("one\ntwo\nthree\n".toByteArray()) }.use { peer ->
            val config = Config("127.0.0.1", peer.port())
            config.setDelimiter("\n".toByteArray(), 100)
            val connection = Connection(config)
            connection.open()
            assertEquals(listOf("one", "two", "three"), connection.chunks.map { it.payloadText() }.toList())
            assertEquals(Mobile.CodeClosedByPeer, connection.awaitEnd()?.code())
        }
    }

    @Test
    fun theBytesOfAFlow() = waiting {
        val all = ByteArray(8 shl 20).also { java.util.Random(1).nextBytes(it) }
        Peer.serve { it.getOutputStream().write(all) }.use { peer ->
            val connection = to(peer)
            connection.open()
            val received = connection.bytes.fold(java.io.ByteArrayOutputStream()) { sum, bytes -> sum.apply { write(bytes) } }
            assertTrue(all.contentEquals(received.toByteArray()))
        }
    }

    @Test
    fun theFlowEndsByAFailure() = waiting {
        Peer.serve {
            it.getOutputStream().write("one".toByteArray())
            it.getInputStream().read()
            Peer.reset(it)
        }.use { peer ->
            val connection = to(peer)
            connection.open()
            val heard = mutableListOf<String>()
            val failure = failure {
                connection.chunks.collect {
                    heard += it.text()
                    connection.send("!")
                }
            }
            assertEquals(Mobile.CodeReset, failure.code)
            assertEquals(listOf("one"), heard)
        }
    }

    @Test
    fun openSaysWhyItFailed() = waiting {
        val port = Peer.serve(Peer::echo).use { it.port() }
        val connection = Connection(Config("127.0.0.1", port))
        val failure = failure { connection.open() }
        assertEquals(Mobile.CodeRefused, failure.code)
        assertEquals("connect", failure.failure?.op())
    }

    @Test
    fun openFailsWhenItIsClosed() = waiting {
        val config = Config("127.0.0.1", 1)
        config.setDelayMillis(3_600_000)
        val connection = Connection(config)
        coroutineScope {
            val opening = async(start = CoroutineStart.UNDISPATCHED) { failure { connection.open() } }
            connection.close()
            assertEquals(Mobile.CodeCancelled, opening.await().code)
        }
    }

    @Test
    fun whatIsNotCollectedHoldsTheServer() = waiting {
        val total = 64L shl 20
        val written = AtomicLong()
        Peer.serve {
            val piece = ByteArray(64 shl 10)
            while (written.get() < total) {
                it.getOutputStream().write(piece)
                written.addAndGet(piece.size.toLong())
            }
        }.use { peer ->
            val connection = to(peer)
            connection.open()
            assertTrue(connection.chunks.first().len() > 0)
            Peer.untilStuck(written)
            assertFalse(written.get() >= total, "the server could write everything")
            val rest = connection.chunks.fold(0L) { sum, chunk -> sum + chunk.len() }
            assertEquals(total, connection.client.stats().bytesIn)
            assertTrue(rest < total)
        }
    }

    /** A collector that sends must not wait for itself. */
    @Test
    fun anEchoThatIsCollectedAndSentBack() = waiting {
        val total = 8 shl 20
        val back = CompletableFuture<Int>()
        Peer.serve { socket ->
            val writer = Thread { socket.getOutputStream().write(ByteArray(total)) }
            writer.start()
            back.complete(socket.getInputStream().readNBytes(total).size)
            writer.join()
        }.use { peer ->
            val config = Config("127.0.0.1", peer.port())
            config.setSendQueueLimit(64 shl 10)
            val connection = Connection(config)
            connection.open()
            connection.chunks.collect { connection.send(it.bytes()) }
            assertEquals(total, back.get())
            connection.awaitEnd()
        }
    }

    @Test
    fun becomesSecure() = waiting {
        Peer.serve { socket ->
            socket.getOutputStream().write("220 go\n".toByteArray())
            Peer.secured(socket, Pki.SERVER).use(Peer::echo)
        }.use { peer ->
            val connection = to(peer)
            connection.open()
            assertEquals("220 go\n", connection.chunks.first().text())
            assertTrue(connection.secure(SecureTest.trusting()).secure())
            connection.send("secret")
            assertEquals("secret", connection.chunks.first().text())
            connection.close()
            assertEquals(Mobile.CodeCancelled, connection.awaitEnd()?.code())
        }
    }

    @Test
    fun secureSaysWhyItFailed() = waiting {
        Peer.serve { Peer.secured(it, Pki.STRANGER).use(Peer::echo) }.use { peer ->
            val connection = to(peer)
            connection.open()
            val failure = failure { connection.secure(SecureTest.trusting()) }
            assertEquals(Mobile.CodeTLSUntrusted, failure.code)
        }
    }

    @Test
    fun sendAfterTheEndSaysSo() = waiting {
        Peer.serve(Peer::echo).use { peer ->
            val connection = to(peer)
            connection.open()
            connection.finish()
            val failure = failure { connection.send("late") }
            assertEquals(Mobile.CodeInvalidState, failure.code)
        }
    }
}
