package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Chunk;
import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Mobile;
import io.github.threadedtcp.probe.Probe;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Each chunk is a Go object that Java holds, and lets go. */
    @Test
    void aHundredThousandChunks() throws Exception {
        int chunks = 100_000;
        int ofGo = References.ofGo();
        int globals = References.globals();
        try (Peer peer = Peer.serve(socket -> socket.getOutputStream().write(new byte[chunks]))) {
            AtomicInteger count = new AtomicInteger();
            byte[] buffer = new byte[1];
            Heard heard = new Heard() {
                @Override
                public void onData(Chunk chunk) {
                    int n = count.get();
                    count.addAndGet(n % 2 == 0 ? chunk.bytes().length : chunk.copyTo(buffer));
                    if (n % 3 == 0) {
                        chunk.recycle();
                    }
                }
            };
            Config config = new Config("127.0.0.1", peer.port());
            config.setMaxChunk(1);
            Client client = new Client(config, heard);
            client.start();
            heard.end();
            assertEquals(chunks, count.get());
            assertEquals(chunks, client.stats().getChunksIn());
        }
        // Some of what is left is what this test itself has not let go yet.
        long end = System.nanoTime() + Hangs.PATIENCE.toNanos();
        while (References.ofJava() > 100 || References.ofGo() > ofGo) {
            if (System.nanoTime() > end) {
                throw new AssertionError(References.ofJava() + " Go objects and " + References.ofGo() + " Java objects are left");
            }
            System.gc();
            Probe.collect();
            Thread.yield();
        }
        int left = References.globals() - globals;
        System.out.printf("%d JNI global references before %d chunks, %d more after%n", globals, chunks, left);
        // The JVM has some of its own, for classes and threads.
        assertTrue(left < 100, left + " JNI global references are left of " + chunks + " chunks");
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
