package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Chunk;
import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.ConnInfo;
import io.github.threadedtcp.mobile.Failure;
import io.github.threadedtcp.mobile.Mobile;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an app throws in a callback ends its client, and nothing else. */
class ThrowingTest {
    private static void expectListener(Heard heard, String thrown) {
        assertEquals(Mobile.CodeListener, heard.code());
        assertTrue(heard.end().message().contains(thrown), heard.end().message());
        assertEquals(1, heard.ends());
    }

    private static Client start(Config config, Heard heard) throws Exception {
        Client client = new Client(config, heard);
        client.start();
        return client;
    }

    @Test
    void inOnState() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard() {
                @Override
                public void onState(int state, ConnInfo info) throws Exception {
                    super.onState(state, info);
                    if (state == Mobile.StateReady) {
                        throw new IllegalStateException("thrown in onState");
                    }
                }
            };
            start(new Config("127.0.0.1", peer.port()), heard);
            expectListener(heard, "thrown in onState");
        }
    }

    @Test
    void inOnData() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard() {
                @Override
                public void onData(Chunk chunk) throws Exception {
                    super.onData(chunk);
                    throw new IOException("thrown in onData");
                }
            };
            start(new Config("127.0.0.1", peer.port()), heard).sendText("x");
            expectListener(heard, "thrown in onData");
        }
    }

    @Test
    void anErrorWithoutAMessage() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard() {
                @Override
                public void onData(Chunk chunk) {
                    throw new StackOverflowError();
                }
            };
            start(new Config("127.0.0.1", peer.port()), heard).sendText("x");
            assertEquals(Mobile.CodeListener, heard.code());
        }
    }

    @Test
    void isNotAskedAfterItsCallback() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        class Asked extends RuntimeException {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                asked.incrementAndGet();
                return "thrown once";
            }
        }
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard() {
                @Override
                public void onData(Chunk chunk) {
                    throw new Asked();
                }
            };
            Client client = start(new Config("127.0.0.1", peer.port()), heard);
            client.sendText("x");
            heard.end();
            int before = asked.get();
            assertTrue(before > 0);
            expectListener(heard, "thrown once");
            assertTrue(heard.end().error().contains("thrown once"));
            assertTrue(client.lastFailure().message().contains("thrown once"));
            assertEquals(before, asked.get());
        }
    }

    @Test
    void inOnSecure() throws Exception {
        try (Peer peer = Peer.secure(Pki.SERVER, Peer::echo)) {
            Heard heard = new Heard() {
                @Override
                public void onSecure(ConnInfo info) throws Exception {
                    super.onSecure(info);
                    throw new IllegalStateException("thrown in onSecure");
                }
            };
            Config config = new Config("127.0.0.1", peer.port());
            config.setTLS(SecureTest.trusting());
            start(config, heard);
            expectListener(heard, "thrown in onSecure");
        }
    }

    @Test
    void inOnWritable() throws Exception {
        CountDownLatch full = new CountDownLatch(1);
        try (Peer peer = Peer.serve(socket -> {
            full.await();
            socket.getInputStream().readAllBytes();
        })) {
            Heard heard = new Heard() {
                @Override
                public void onWritable(long queuedBytes) throws Exception {
                    super.onWritable(queuedBytes);
                    throw new IllegalStateException("thrown in onWritable");
                }
            };
            Client client = start(new Config("127.0.0.1", peer.port()), heard);
            byte[] message = new byte[64 << 10];
            while (client.trySend(message)) {
                // Fill the queue: the peer takes nothing before it is full.
            }
            full.countDown();
            expectListener(heard, "thrown in onWritable");
        }
    }

    @Test
    void inOnRetry() throws Exception {
        try (Peer peer = Peer.serve(Peer::reset)) {
            Heard heard = new Heard() {
                @Override
                public void onRetry(int attempt, long delayMillis, Failure why) throws Exception {
                    super.onRetry(attempt, delayMillis, why);
                    throw new IllegalStateException("thrown in onRetry");
                }
            };
            Config config = new Config("127.0.0.1", peer.port());
            config.setRetry(ReconnectTest.quickly());
            start(config, heard);
            expectListener(heard, "thrown in onRetry");
        }
    }

    @Test
    void inOnClosed() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard() {
                @Override
                public void onClosed(Failure why) throws Exception {
                    super.onClosed(why);
                    throw new IllegalStateException("thrown in onClosed");
                }
            };
            Client client = start(new Config("127.0.0.1", peer.port()), heard);
            heard.state(Mobile.StateReady);
            client.stop();
            heard.end();
            assertTrue(client.awaitClosed(Hangs.PATIENCE.toMillis()));
            assertEquals(1, heard.ends());
            assertEquals(Mobile.StateClosed, client.state());
        }
    }

    @Test
    void inALogger() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            int[] lines = new int[1];
            Config config = new Config("127.0.0.1", peer.port());
            config.setLogger((level, component, line) -> {
                lines[0]++;
                throw new IllegalStateException("thrown in a logger");
            });
            Heard heard = new Heard();
            Client client = start(config, heard);
            client.sendText("hello");
            assertEquals("hello", heard.text(5));
            client.stop();
            heard.end();
            assertEquals(1, lines[0]);
        }
    }
}
