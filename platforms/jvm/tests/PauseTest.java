package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.threadedtcp.mobile.Chunk;
import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Mobile;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What holds an app that takes nothing holds its server, too. */
class PauseTest {
    private static final int PIECE = 64 << 10;
    private static final int TOTAL = 64 << 20;

    private final AtomicLong written = new AtomicLong();

    private Peer talkative() throws Exception {
        return Peer.serve(socket -> {
            OutputStream out = socket.getOutputStream();
            for (byte[] piece = new byte[PIECE]; written.get() < TOTAL; written.addAndGet(PIECE)) {
                out.write(piece);
            }
        });
    }

    @Test
    void takesNothingUntilItResumes() throws Exception {
        try (Peer peer = talkative()) {
            AtomicReference<Client> client = new AtomicReference<>();
            CountDownLatch paused = new CountDownLatch(1);
            Heard heard = new Heard() {
                @Override
                public void onData(Chunk chunk) throws Exception {
                    super.onData(chunk);
                    if (paused.getCount() > 0) {
                        client.get().pause();
                        paused.countDown();
                    }
                }
            };
            client.set(new Client(new Config("127.0.0.1", peer.port()), heard));
            client.get().start();
            paused.await();
            int first = heard.left();
            Peer.untilStuck(written);
            assertEquals(first, heard.left(), "chunks came while the client was paused");
            assertFalse(written.get() >= TOTAL, "the server could write everything");
            client.get().resume();
            heard.bytes(TOTAL);
            heard.end();
        }
    }

    @Test
    void aCallbackThatWaitsHoldsTheServer() throws Exception {
        try (Peer peer = talkative()) {
            CountDownLatch go = new CountDownLatch(1);
            Heard heard = new Heard() {
                @Override
                public void onData(Chunk chunk) throws Exception {
                    super.onData(chunk);
                    go.await();
                }
            };
            new Client(new Config("127.0.0.1", peer.port()), heard).start();
            Peer.untilStuck(written);
            assertFalse(written.get() >= TOTAL, "the server could write everything");
            go.countDown();
            heard.bytes(TOTAL);
            heard.end();
        }
    }

    /** What waits for room must hear of the end, though chunks before it are not taken. */
    @Test
    void aSendThatWaitsHearsOfTheEnd() throws Exception {
        CountDownLatch full = new CountDownLatch(1);
        try (Peer peer = Peer.serve(socket -> {
            socket.getOutputStream().write(new byte[1000]);
            full.await();
            Peer.reset(socket);
        })) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            client.pause();
            byte[] message = new byte[64 << 10];
            while (client.trySend(message)) {
                // Fill the queue.
            }
            CompletableFuture<Integer> code = new CompletableFuture<>();
            Thread sender = new Thread(() -> {
                try {
                    while (true) {
                        client.send(message);
                    }
                } catch (Exception e) {
                    code.complete(Mobile.codeOf(e));
                }
            });
            sender.start();
            full.countDown();
            assertEquals(Mobile.CodeInvalidState, code.get(Hangs.PATIENCE.toSeconds(), TimeUnit.SECONDS));
            client.close();
            heard.end();
        }
    }

    @Test
    void closesWhilePaused() throws Exception {
        try (Peer peer = talkative()) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.pause();
            client.start();
            Peer.untilStuck(written);
            assertEquals(0, heard.left());
            client.close();
            heard.end();
        }
    }
}
