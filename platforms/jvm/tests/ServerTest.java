package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Chunk;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Failure;
import io.github.threadedtcp.mobile.Listener;
import io.github.threadedtcp.mobile.Mobile;
import io.github.threadedtcp.mobile.Peer;
import io.github.threadedtcp.mobile.Server;
import io.github.threadedtcp.mobile.ServerListener;
import io.github.threadedtcp.mobile.TLSOptions;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server of ours with clients of Java's own. */
class ServerTest {
    /** Gives every peer a listener. */
    private abstract static class Serving implements ServerListener {
        private final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void onServerClosed(Failure why) {
            end.complete(why == null ? "in order" : why.codeName());
        }

        String end() throws Exception {
            return end.get(Hangs.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static final class Echoing extends Serving {
        @Override
        public Listener onPeer(Peer peer) {
            return new Heard() {
                @Override
                public void onData(Chunk chunk) throws Exception {
                    peer.send(chunk.bytes());
                }
            };
        }
    }

    private static Server start(ServerListener serving) throws Exception {
        Server server = new Server("127.0.0.1", 0, serving);
        server.start();
        return server;
    }

    private static String exchange(Server server, String text) throws IOException {
        try (Socket socket = new Socket(tests.Peer.loopback(), server.port())) {
            socket.getOutputStream().write(text.getBytes());
            return new String(socket.getInputStream().readNBytes(text.length()));
        }
    }

    @Test
    void answersItsClients() throws Exception {
        Echoing serving = new Echoing();
        Server server = start(serving);
        for (int i = 0; i < 10; i++) {
            assertEquals("hello " + i, exchange(server, "hello " + i));
        }
        server.stop();
        assertEquals("in order", serving.end());
        assertTrue(server.awaitClosed(Hangs.PATIENCE.toMillis()));
    }

    @Test
    void survivesAListenerThatThrows() throws Exception {
        Serving serving = new Serving() {
            private boolean first = true;

            @Override
            public Listener onPeer(Peer peer) {
                if (first) {
                    first = false;
                    throw new IllegalStateException("not you");
                }
                return new Echoing().onPeer(peer);
            }
        };
        Server server = start(serving);
        assertEquals("", answer(server));
        assertEquals("hello", exchange(server, "hello"));
        server.stop();
        assertEquals("in order", serving.end());
    }

    /** What a client hears that says nothing. */
    private static String answer(Server server) throws IOException {
        try (Socket socket = new Socket(tests.Peer.loopback(), server.port())) {
            return new String(socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void isSecureFromTheFirstByte() throws Exception {
        TLSOptions options = new TLSOptions();
        options.setClientCertificate(Pki.certificate(Pki.SERVER), Pki.key(Pki.SERVER));
        Config config = new Config("127.0.0.1", 1);
        config.setTLS(options);
        Echoing serving = new Echoing();
        Server server = new Server("127.0.0.1", 0, serving);
        server.setPeerConfig(config);
        server.start();
        try (Socket socket = Pki.context(Pki.CLIENT).getSocketFactory()
                .createSocket("127.0.0.1", server.port())) {
            socket.getOutputStream().write("hello".getBytes());
            assertEquals("hello", new String(socket.getInputStream().readNBytes(5)));
        }
        server.stop();
        assertEquals("in order", serving.end());
    }

    @Test
    void refusesAPortInUse() throws Exception {
        Echoing serving = new Echoing();
        Server server = start(serving);
        Server second = new Server("127.0.0.1", server.port(), new Echoing());
        assertEquals(Mobile.CodeIO, Mobile.codeOf(assertThrows(Exception.class, second::start)));
        server.stop();
        assertEquals("in order", serving.end());
    }
}
