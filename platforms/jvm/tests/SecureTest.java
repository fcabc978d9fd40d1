package tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.CertChain;
import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Mobile;
import io.github.threadedtcp.mobile.TLSOptions;
import io.github.threadedtcp.mobile.TrustDecider;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** TLS from the first byte, to Java's own TLS. */
class SecureTest {
    /** Options that trust the root of the tests. */
    static TLSOptions trusting() throws Exception {
        TLSOptions options = new TLSOptions();
        options.setRootsPEM(Pki.roots());
        return options;
    }

    private static Client start(Peer peer, TLSOptions options, Heard heard) throws Exception {
        Config config = new Config("127.0.0.1", peer.port());
        config.setTLS(options);
        Client client = new Client(config, heard);
        client.start();
        return client;
    }

    private static int codeOfEnd(String alias, TLSOptions options) throws Exception {
        try (Peer peer = Peer.secure(alias, Peer::echo)) {
            Heard heard = new Heard();
            start(peer, options, heard);
            int code = heard.code();
            assertEquals(0, heard.left());
            return code;
        }
    }

    @Test
    void talksToTheRightServer() throws Exception {
        try (Peer peer = Peer.secure(Pki.SERVER, Peer::echo)) {
            Heard heard = new Heard();
            Client client = start(peer, trusting(), heard);
            heard.state(Mobile.StateSecuring);
            heard.state(Mobile.StateReady);
            assertEquals("TLS 1.3", heard.secured(1).tlsVersion());
            assertTrue(client.info().secure());
            assertEquals(Pki.pin(Pki.SERVER), client.info().chain().spkishA256(0));
            client.sendText("hello");
            assertEquals("hello", heard.text(5));
            client.stop();
            assertNull(heard.end());
        }
    }

    @Test
    void refusesAStranger() throws Exception {
        assertEquals(Mobile.CodeTLSUntrusted, codeOfEnd(Pki.STRANGER, trusting()));
    }

    @Test
    void refusesARootOfNobody() throws Exception {
        assertEquals(Mobile.CodeTLSUntrusted, codeOfEnd(Pki.SERVER, new TLSOptions()));
    }

    @Test
    void refusesAnotherHost() throws Exception {
        assertEquals(Mobile.CodeTLSHostname, codeOfEnd(Pki.ELSEWHERE, trusting()));
    }

    @Test
    void asksForAnotherName() throws Exception {
        try (Peer peer = Peer.secure(Pki.ELSEWHERE, Peer::echo)) {
            TLSOptions options = trusting();
            options.setServerName("elsewhere.example");
            Heard heard = new Heard();
            Client client = start(peer, options, heard);
            heard.state(Mobile.StateReady);
            client.close();
            heard.end();
        }
    }

    @Test
    void knowsAPinnedKey() throws Exception {
        try (Peer peer = Peer.secure(Pki.SERVER, Peer::echo)) {
            TLSOptions options = trusting();
            options.addPin(Pki.pin(Pki.CLIENT));
            options.addPin(Pki.pin(Pki.SERVER));
            Heard heard = new Heard();
            Client client = start(peer, options, heard);
            heard.state(Mobile.StateReady);
            client.close();
            heard.end();
        }
    }

    @Test
    void refusesAKeyThatIsNotPinned() throws Exception {
        TLSOptions options = trusting();
        options.addPin(Pki.pin(Pki.CLIENT));
        assertEquals(Mobile.CodeTLSPinMismatch, codeOfEnd(Pki.SERVER, options));
    }

    @Test
    void showsItsCertificate() throws Exception {
        try (Peer peer = Peer.mutual(Pki.SERVER, Peer::echo)) {
            TLSOptions options = trusting();
            options.setClientCertificate(Pki.certificate(Pki.CLIENT), Pki.key(Pki.CLIENT));
            Heard heard = new Heard();
            Client client = start(peer, options, heard);
            client.sendText("it is me");
            assertEquals("it is me", heard.text(8));
            client.close();
            heard.end();
        }
    }

    @Test
    void isRefusedWithoutACertificate() throws Exception {
        try (Peer peer = Peer.mutual(Pki.SERVER, Peer::echo)) {
            Heard heard = new Heard();
            start(peer, trusting(), heard);
            // In TLS 1.3 the client's handshake is over when the server refuses.
            assertEquals(Mobile.CodeTLSHandshake, heard.code());
        }
    }

    @Test
    void asksTheAppAsWell() throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        CompletableFuture<byte[]> shown = new CompletableFuture<>();
        TLSOptions options = trusting();
        options.setTrustDecider(new TrustDecider() {
            @Override
            public void accept(String host, CertChain chain) {
                asked.complete(host);
                shown.complete(chain.der(0));
            }
        });
        try (Peer peer = Peer.secure(Pki.SERVER, Peer::echo)) {
            Heard heard = new Heard();
            Client client = start(peer, options, heard);
            heard.state(Mobile.StateReady);
            client.close();
            heard.end();
        }
        assertEquals("127.0.0.1", asked.getNow(null));
        assertArrayEquals(Pki.der(Pki.SERVER), shown.getNow(null));
    }

    @Test
    void obeysTheVetoOfTheApp() throws Exception {
        TLSOptions options = trusting();
        options.setTrustDecider((host, chain) -> {
            throw new SecurityException("I do not like it");
        });
        assertEquals(Mobile.CodeTLSUntrusted, codeOfEnd(Pki.SERVER, options));
    }

    @Test
    void givesUpOnAHandshake() throws Exception {
        try (Peer peer = Peer.serve(socket -> socket.getInputStream().readAllBytes())) {
            TLSOptions options = trusting();
            options.setHandshakeTimeoutMillis(200);
            Heard heard = new Heard();
            start(peer, options, heard);
            assertEquals(Mobile.CodeTimeout, heard.code());
            assertEquals("handshake", heard.end().op());
        }
    }
}
