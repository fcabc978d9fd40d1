package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Chunk;
import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.ConnInfo;
import io.github.threadedtcp.mobile.Failure;
import io.github.threadedtcp.mobile.Mobile;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that its app ends from within its own callbacks. */
class EndingTest {
    enum End {
        STOP(Mobile.CodeOK) {
            @Override
            void end(Client client) {
                client.stop();
            }
        },
        CLOSE(Mobile.CodeCancelled) {
            @Override
            void end(Client client) {
                client.close();
            }
        };

        final int code;

        End(int code) {
            this.code = code;
        }

        abstract void end(Client client);
    }

    enum Callback { STATE, DATA, SECURE, RETRY, CLOSED }

    /** Ends its client in one of the callbacks, and asks there whether that is over. */
    private static final class Ending extends Heard {
        private final End end;
        private final Callback callback;
        private Client client;
        private boolean waited;

        Ending(End end, Callback callback) {
            this.end = end;
            this.callback = callback;
        }

        private void in(Callback callback) {
            if (callback == this.callback) {
                end.end(client);
                waited |= client.awaitClosed(Hangs.LIMIT.toMillis());
            }
        }

        @Override
        public void onState(int state, ConnInfo info) throws Exception {
            super.onState(state, info);
            if (state == Mobile.StateReady) {
                in(Callback.STATE);
            }
        }

        @Override
        public void onData(Chunk chunk) throws Exception {
            super.onData(chunk);
            in(Callback.DATA);
        }

        @Override
        public void onSecure(ConnInfo info) throws Exception {
            super.onSecure(info);
            in(Callback.SECURE);
        }

        @Override
        public void onRetry(int attempt, long delayMillis, Failure why) throws Exception {
            super.onRetry(attempt, delayMillis, why);
            in(Callback.RETRY);
        }

        @Override
        public void onClosed(Failure why) throws Exception {
            super.onClosed(why);
            in(Callback.CLOSED);
        }
    }

    static Stream<Object[]> cases() {
        return Stream.of(End.values()).flatMap(end -> Stream.of(Callback.values()).map(c -> new Object[] {end, c}));
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("cases")
    void endsOnce(End end, Callback callback) throws Exception {
        try (Peer peer = Peer.secure(Pki.SERVER, Peer::echo); Relay relay = new Relay(peer.port())) {
            Ending heard = new Ending(end, callback);
            Config config = new Config("127.0.0.1", relay.port());
            config.setTLS(SecureTest.trusting());
            if (callback == Callback.RETRY) {
                config.setRetry(ReconnectTest.quickly());
            }
            if (callback == Callback.RETRY || callback == Callback.CLOSED) {
                relay.kill();
            }
            config.setInitialMessage("hello".getBytes());
            Client client = heard.client = new Client(config, heard);
            client.start();
            int code = heard.code();
            if (callback == Callback.CLOSED) {
                assertEquals(Mobile.CodeRefused, code);
            } else if (callback != Callback.RETRY) {
                assertEquals(end.code, code);
            }
            assertTrue(client.awaitClosed(Hangs.PATIENCE.toMillis()));
            assertFalse(heard.waited, "a callback was told that its client had ended");
            assertEquals(1, heard.ends());
            assertTrue(heard.last().startsWith("closed"), heard.last());
        }
    }

    /** A stop in a callback still writes what was sent before it. */
    @Test
    void writesBeforeItStops() throws Exception {
        CompletableFuture<Integer> got = new CompletableFuture<>();
        try (Peer peer = Peer.serve(socket -> got.complete(socket.getInputStream().readAllBytes().length))) {
            AtomicReference<Client> client = new AtomicReference<>();
            Heard heard = new Heard() {
                @Override
                public void onState(int state, ConnInfo info) throws Exception {
                    super.onState(state, info);
                    if (state == Mobile.StateReady) {
                        client.get().send(new byte[2 << 20]);
                        client.get().stop();
                    }
                }
            };
            client.set(new Client(new Config("127.0.0.1", peer.port()), heard));
            client.get().start();
            assertEquals(Mobile.CodeOK, heard.code());
            assertEquals(2 << 20, got.get());
        }
    }
}
