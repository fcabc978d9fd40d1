package tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.threadedtcp.mobile.Chunk;
import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EchoTest {
    private static final int MESSAGE = 64 << 10;
    private static final int MESSAGES = 4 << 10;

    /** Keeps a hash instead of the bytes. */
    private static final class Hashed extends Heard {
        private final MessageDigest hash;
        private long bytes;

        Hashed() throws Exception {
            hash = MessageDigest.getInstance("SHA-256");
        }

        @Override
        public void onData(Chunk chunk) {
            byte[] data = chunk.bytes();
            synchronized (this) {
                hash.update(data);
                bytes += data.length;
                notifyAll();
            }
        }

        byte[] after(long n) {
            until(n + " bytes", () -> bytes >= n);
            return hash.digest();
        }
    }

    @Test
    void returns256MiBAsTheyWere() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Hashed heard = new Hashed();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            long start = System.nanoTime();
            byte[] sent = send(client);
            byte[] received = heard.after((long) MESSAGE * MESSAGES);
            double seconds = (System.nanoTime() - start) / 1e9;
            assertArrayEquals(sent, received);
            System.out.printf("echo of 256 MiB: %.0f MiB/s%n", 256 / seconds);
            client.stop();
            assertNull(heard.end());
            assertEquals(256L << 20, client.stats().getBytesIn());
            assertEquals(256L << 20, client.stats().getBytesOut());
            assertEquals(MESSAGES, client.stats().getSends());
        }
    }

    private static byte[] send(Client client) throws Exception {
        MessageDigest hash = MessageDigest.getInstance("SHA-256");
        Random random = new Random(1);
        byte[] message = new byte[MESSAGE];
        for (int i = 0; i < MESSAGES; i++) {
            random.nextBytes(message);
            hash.update(message);
            client.send(message);
        }
        return hash.digest();
    }

    @Test
    void writesEverythingBeforeItStops() throws Exception {
        CompletableFuture<byte[]> got = new CompletableFuture<>();
        try (Peer peer = Peer.serve(socket -> got.complete(socket.getInputStream().readAllBytes()))) {
            Heard heard = new Heard();
            Config config = new Config("127.0.0.1", peer.port());
            config.setSendQueueLimit(64 << 20);
            Client client = new Client(config, heard);
            client.start();
            byte[] message = new byte[32 << 20];
            new Random(2).nextBytes(message);
            client.send(message);
            client.stop();
            assertNull(heard.end());
            assertArrayEquals(message, got.get());
        }
    }
}
