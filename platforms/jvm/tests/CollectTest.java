package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Mobile;
import io.github.threadedtcp.probe.Probe;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** What an app has let go is collected, on both sides. */
class CollectTest {
    /** Runs both collectors until one has found what was let go. */
    private static void expectCollected(WeakReference<?> gone, ReferenceQueue<?> collected) throws Exception {
        long end = System.nanoTime() + Hangs.PATIENCE.toNanos();
        while (collected.remove(50) == null) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never collected: " + gone.get());
            }
            System.gc();
            Probe.collect();
        }
    }

    @Test
    void aListenerAfterTheEnd() throws Exception {
        ReferenceQueue<Heard> collected = new ReferenceQueue<>();
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            heard.state(Mobile.StateReady);
            client.stop();
            heard.end();
            WeakReference<Heard> gone = new WeakReference<>(heard, collected);
            heard = null;
            expectCollected(gone, collected);
            // The client is still here: it has dropped its listener.
            assertEquals(Mobile.StateClosed, client.state());
        }
    }

    @Test
    void aClientThatWasNeverStarted() throws Exception {
        ReferenceQueue<Client> collected = new ReferenceQueue<>();
        Client client = new Client(new Config("127.0.0.1", 1), new Heard());
        WeakReference<Client> gone = new WeakReference<>(client, collected);
        assertNotNull(gone.get());
        client = null;
        expectCollected(gone, collected);
    }
}
