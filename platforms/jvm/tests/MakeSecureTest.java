package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Chunk;
import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.ConnInfo;
import io.github.threadedtcp.mobile.Mobile;
import io.github.threadedtcp.mobile.RetryPolicy;
import io.github.threadedtcp.mobile.TLSOptions;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** TLS in mid-stream: the seeds' makessl. */
class MakeSecureTest {
    /** Greets, is asked for TLS, and goes on secured. */
    private static void startTls(Socket socket, String alias) throws IOException {
        socket.getOutputStream().write("220 ready\n".getBytes());
        assertEquals("STARTTLS", Peer.line(socket.getInputStream()));
        socket.getOutputStream().write("220 go\n".getBytes());
        try (SSLSocket secured = Peer.secured(socket, alias)) {
            Peer.echo(secured);
        }
    }

    /** Speaks the client's side of it, a line at a time. */
    private static final class Asking extends Heard {
        private final TLSOptions options;
        private Client client;

        Asking(TLSOptions options) {
            this.options = options;
        }

        @Override
        public void onData(Chunk chunk) throws Exception {
            super.onData(chunk);
            switch (chunk.payloadText()) {
                case "220 ready" -> client.sendText("STARTTLS\n");
                case "220 go" -> client.makeSecure(options);
                default -> { }
            }
        }

        @Override
        public void onSecure(ConnInfo info) throws Exception {
            super.onSecure(info);
            client.sendText("EHLO me\n");
        }
    }

    private static Client start(Config config, Asking asking) throws Exception {
        config.setDelimiter(new byte[] {'\n'}, 1000);
        asking.client = new Client(config, asking);
        asking.client.start();
        return asking.client;
    }

    @Test
    void securesWhatComesAfterIt() throws Exception {
        try (Peer peer = Peer.serve(socket -> startTls(socket, Pki.SERVER))) {
            Asking heard = new Asking(SecureTest.trusting());
            Client client = start(new Config("127.0.0.1", peer.port()), heard);
            assertEquals("220 ready\n220 go\nEHLO me\n", heard.text(25));
            assertTrue(heard.secured(1).secure());
            assertTrue(client.info().secure());
            client.stop();
            assertNull(heard.end());
        }
    }

    @Test
    void sendsNothingInClearAfterIt() throws Exception {
        List<String> heardInClear = Collections.synchronizedList(new ArrayList<>());
        try (Peer peer = Peer.serve(socket -> {
            heardInClear.add(Peer.line(socket.getInputStream()));
            heardInClear.add(Peer.line(socket.getInputStream()));
            try (SSLSocket secured = Peer.secured(socket, Pki.SERVER)) {
                Peer.echo(secured);
            }
        })) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            heard.state(Mobile.StateReady);
            client.sendText("one\n");
            client.sendText("two\n");
            client.makeSecure(SecureTest.trusting());
            client.sendText("secret\n");
            assertEquals("secret\n", heard.text(7));
            assertEquals(List.of("one", "two"), heardInClear);
            client.close();
            heard.end();
        }
    }

    @Test
    void refusesAStranger() throws Exception {
        try (Peer peer = Peer.serve(socket -> startTls(socket, Pki.STRANGER))) {
            Asking heard = new Asking(SecureTest.trusting());
            start(new Config("127.0.0.1", peer.port()), heard);
            assertEquals(Mobile.CodeTLSUntrusted, heard.code());
            assertEquals("220 ready\n220 go\n", heard.text(17));
        }
    }

    @Test
    void givesUpOnAHandshake() throws Exception {
        try (Peer peer = Peer.serve(socket -> socket.getInputStream().readAllBytes())) {
            TLSOptions options = SecureTest.trusting();
            options.setHandshakeTimeoutMillis(200);
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            heard.state(Mobile.StateReady);
            client.makeSecure(options);
            assertEquals(Mobile.CodeTimeout, heard.code());
            assertFalse(client.info() != null && client.info().secure());
        }
    }

    /** The app says nothing the second time: the client itself asks for TLS again. */
    @Test
    void isDoneAgainAfterAReconnect() throws Exception {
        try (Peer peer = Peer.serve(socket -> startTls(socket, Pki.SERVER)); Relay relay = new Relay(peer.port())) {
            Config config = new Config("127.0.0.1", relay.port());
            config.setInitialMessage("STARTTLS\n".getBytes());
            TLSOptions pinned = SecureTest.trusting();
            pinned.addPin(Pki.pin(Pki.SERVER));
            config.setTLSAfterReply(pinned, "220 go\n".getBytes());
            RetryPolicy retry = new RetryPolicy();
            retry.setDelays(10, 50);
            config.setRetry(retry);
            Heard heard = new Heard();
            Client client = new Client(config, heard);
            client.start();
            heard.secured(1);
            client.sendText("one\n");
            assertEquals("220 ready\n220 go\none\n", heard.text(21));
            relay.kill();
            heard.retries(1);
            relay.comeBack();
            heard.secured(2);
            client.sendText("two\n");
            assertEquals("220 ready\n220 go\ntwo\n", heard.text(21));
            client.close();
            heard.end();
        }
    }
}
