package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Failure;
import io.github.threadedtcp.mobile.Mobile;
import io.github.threadedtcp.mobile.RetryPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client whose way to the server is cut, and mended. */
class ReconnectTest {
    static RetryPolicy quickly() {
        RetryPolicy retry = new RetryPolicy();
        retry.setDelays(10, 50);
        return retry;
    }

    private static Config through(Relay relay, RetryPolicy retry) throws Exception {
        Config config = new Config("127.0.0.1", relay.port());
        config.setRetry(retry);
        return config;
    }

    @Test
    void comesBackWithItsInitialMessage() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo); Relay relay = new Relay(peer.port())) {
            Config config = through(relay, quickly());
            config.setInitialMessage("I am client 7.".getBytes());
            Heard heard = new Heard();
            Client client = new Client(config, heard);
            client.start();
            for (int i = 1; i <= 3; i++) {
                heard.state(Mobile.StateReady);
                assertEquals("I am client 7.", heard.text(14));
                client.sendText("again");
                assertEquals("again", heard.text(5));
                relay.kill();
                heard.state(Mobile.StateWaiting);
                relay.comeBack();
            }
            heard.state(Mobile.StateReady);
            assertEquals(4, client.stats().getConnects());
            assertTrue(client.stats().getRetries() >= 3);
            client.close();
            heard.end();
            assertEquals(1, heard.ends());
        }
    }

    @Test
    void triesUntilSomebodyListens() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo); Relay relay = new Relay(peer.port())) {
            relay.kill();
            Heard heard = new Heard();
            Client client = new Client(through(relay, quickly()), heard);
            client.start();
            heard.retries(3);
            relay.comeBack();
            heard.state(Mobile.StateReady);
            client.close();
            heard.end();
        }
    }

    @Test
    void givesUpAfterSoManyAttempts() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo); Relay relay = new Relay(peer.port())) {
            relay.kill();
            RetryPolicy retry = quickly();
            retry.setMaxAttempts(2);
            Heard heard = new Heard();
            new Client(through(relay, retry), heard).start();
            assertEquals(Mobile.CodeRefused, heard.code());
            heard.retries(2);
        }
    }

    /** Without jitter each delay is twice the one before, and with it not longer. */
    @Test
    void waitsEverLonger() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo); Relay relay = new Relay(peer.port())) {
            relay.kill();
            for (double jitter : new double[] {0, 1}) {
                RetryPolicy retry = new RetryPolicy();
                retry.setDelays(10, 40);
                retry.setMultiplier(2);
                retry.setJitter(jitter);
                retry.setMaxAttempts(4);
                Heard heard = new Heard();
                new Client(through(relay, retry), heard).start();
                assertEquals(Mobile.CodeRefused, heard.code());
                List<Long> most = List.of(10L, 20L, 40L, 40L);
                if (jitter == 0) {
                    assertEquals(most, heard.delays());
                    continue;
                }
                assertNotEquals(most, heard.delays());
                for (int i = 0; i < most.size(); i++) {
                    assertTrue(heard.delays().get(i) <= most.get(i), heard.delays().toString());
                }
            }
        }
    }

    /** A connection that has lasted makes the delays begin anew, and a shorter one does not. */
    @Test
    void countsAShortConnectionAsAnotherFailure() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo); Relay relay = new Relay(peer.port())) {
            for (long lasting : new long[] {0, 3_600_000}) {
                RetryPolicy retry = new RetryPolicy();
                retry.setDelays(10, 40);
                retry.setJitter(0);
                retry.setResetAfterMillis(lasting);
                Heard heard = new Heard();
                Client client = new Client(through(relay, retry), heard);
                client.start();
                for (int i = 0; i < 2; i++) {
                    heard.state(Mobile.StateReady);
                    client.sendText("here");
                    assertEquals("here", heard.text(4)); // So the relay has accepted.
                    relay.drop();
                    heard.state(Mobile.StateWaiting);
                }
                heard.state(Mobile.StateReady);
                client.close();
                heard.end();
                assertEquals(lasting == 0 ? List.of(10L, 10L) : List.of(10L, 20L), heard.delays());
            }
        }
    }

    @Test
    void waitsNoLongerWhenTheNetworkIsThere() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo); Relay relay = new Relay(peer.port())) {
            relay.kill();
            RetryPolicy retry = new RetryPolicy();
            retry.setDelays(3_600_000, 3_600_000);
            Heard heard = new Heard();
            Client client = new Client(through(relay, retry), heard);
            client.start();
            heard.state(Mobile.StateWaiting);
            relay.comeBack();
            client.networkChanged(true);
            heard.state(Mobile.StateReady);
            client.close();
            heard.end();
        }
    }

    @Test
    void ignoresTheNetworkWhileInTheBackground() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setRetry(quickly());
            config.setCloseInBackground(true);
            Heard heard = new Heard();
            Client client = new Client(config, heard);
            client.start();
            heard.state(Mobile.StateReady);
            client.enterBackground();
            heard.state(Mobile.StateWaiting);
            client.enterForeground();
            heard.state(Mobile.StateReady);
            client.sendText("back");
            assertEquals("back", heard.text(4));
            client.close();
            heard.end();
        }
    }

    @Test
    void stopsWhileItWaits() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo); Relay relay = new Relay(peer.port())) {
            relay.kill();
            RetryPolicy retry = new RetryPolicy();
            retry.setDelays(3_600_000, 3_600_000);
            Heard heard = new Heard();
            Client client = new Client(through(relay, retry), heard);
            client.start();
            heard.state(Mobile.StateWaiting);
            client.stop();
            heard.end();
            assertTrue(client.awaitClosed(Hangs.PATIENCE.toMillis()));
        }
    }

    /** What was accepted and not written waits for the next connection. */
    @Test
    void keepsWhatWasNotSent() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo); Relay relay = new Relay(peer.port())) {
            relay.kill();
            RetryPolicy retry = quickly();
            retry.setKeepUnsent(true);
            Heard heard = new Heard();
            Client client = new Client(through(relay, retry), heard);
            client.start();
            client.sendText("kept");
            heard.retries(1);
            relay.comeBack();
            assertEquals("kept", heard.text(4));
            client.close();
            heard.end();
        }
    }

    @Test
    void handsBackWhatWasNotSent() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setDelayMillis(3_600_000);
            Heard heard = new Heard();
            Client client = new Client(config, heard);
            client.start();
            client.sendText("first");
            client.sendText("second");
            client.close();
            Failure why = heard.end();
            assertEquals(Mobile.CodeCancelled, why.code());
            assertEquals(2, why.unsentMessages());
            assertEquals(11, why.unsentBytes());
            assertEquals("second", new String(why.unsent(1)));
        }
    }
}
