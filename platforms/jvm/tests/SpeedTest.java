package tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Chunk;
import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Mobile;
import io.github.threadedtcp.probe.Probe;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bindings against a bare Go connection to the same server, in turns. */
@Tag("speed")
class SpeedTest {
    private static final int PAIRS = 7;
    private static final int MAX_CHUNK = 128 << 10;
    private static final long BULK = 256 << 20;
    private static final int ROUNDS = 5000;

    private interface Measured {
        double run() throws Exception;
    }

    /** Prints the medians and returns the median of the ratios of neighbours. */
    private static double compare(String what, String unit, Measured ours, Measured bare) throws Exception {
        double[] a = new double[PAIRS];
        double[] b = new double[PAIRS];
        double[] ratios = new double[PAIRS];
        for (int i = -1; i < PAIRS; i++) {
            double x = ours.run();
            double y = bare.run();
            if (i >= 0) { // The first is for warming up.
                a[i] = x;
                b[i] = y;
                ratios[i] = x / y;
            }
        }
        Arrays.sort(a);
        Arrays.sort(b);
        Arrays.sort(ratios);
        System.out.printf("%-20s bindings %8.1f %s, bare Go %8.1f %s, ratio %.2f (%.2f to %.2f)%n",
                what, a[PAIRS / 2], unit, b[PAIRS / 2], unit, ratios[PAIRS / 2], ratios[0], ratios[PAIRS - 1]);
        return ratios[PAIRS / 2];
    }

    private static void pour(Socket socket) throws Exception {
        OutputStream out = socket.getOutputStream();
        byte[] piece = new byte[256 << 10];
        for (long left = BULK; left > 0; left -= piece.length) {
            out.write(piece);
        }
    }

    /** Takes the bytes out of a chunk, and returns how many. */
    private interface Use {
        int of(Chunk chunk);
    }

    private static double receive(int port, Use use) throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        AtomicLong left = new AtomicLong(BULK);
        Heard heard = new Heard() {
            @Override
            public void onData(Chunk chunk) {
                if (left.addAndGet(-use.of(chunk)) == 0) {
                    all.countDown();
                }
            }
        };
        Client client = new Client(new Config("127.0.0.1", port), heard);
        long start = System.nanoTime();
        client.start();
        all.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        heard.end();
        return (BULK >> 20) / seconds;
    }

    private static double receiveBare(int port) throws Exception {
        return (BULK >> 20) / (Probe.receive(port, BULK) / 1e9);
    }

    @Test
    void bulk() throws Exception {
        byte[] buffer = new byte[MAX_CHUNK]; // a smaller one would lose bytes
        try (Peer peer = Peer.serve(SpeedTest::pour)) {
            Measured bare = () -> receiveBare(peer.port());
            compare("bulk, not recycled", "MiB/s", () -> receive(peer.port(), chunk -> chunk.bytes().length), bare);
            double copied = compare("bulk, copyTo", "MiB/s", () -> receive(peer.port(), chunk -> {
                int n = chunk.copyTo(buffer);
                chunk.recycle();
                return n;
            }), bare);
            double bytes = compare("bulk, bytes", "MiB/s", () -> receive(peer.port(), chunk -> {
                int n = chunk.bytes().length;
                chunk.recycle();
                return n;
            }), bare);
            assertTrue(copied >= 0.6, "bulk receive by copyTo is " + copied + " of a bare connection's");
            assertTrue(bytes >= 0.6, "bulk receive by bytes is " + bytes + " of a bare connection's");
        }
    }

    private static double pingPong(int port) throws Exception {
        Semaphore back = new Semaphore(0);
        Heard heard = new Heard() {
            @Override
            public void onData(Chunk chunk) {
                back.release();
            }
        };
        Client client = new Client(new Config("127.0.0.1", port), heard);
        client.start();
        heard.state(Mobile.StateReady);
        long[] times = new long[ROUNDS];
        byte[] message = new byte[1];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            client.send(message);
            back.acquire();
            times[i] = System.nanoTime() - start;
        }
        client.close();
        heard.end();
        Arrays.sort(times);
        return times[ROUNDS / 2] / 1e3;
    }

    /** From the callback, which needs no other thread to be woken. */
    private static double pingPongInside(int port) throws Exception {
        long[] times = new long[ROUNDS];
        CountDownLatch all = new CountDownLatch(1);
        Client[] client = new Client[1];
        Heard heard = new Heard() {
            private int round;
            private long start;

            @Override
            public void onData(Chunk chunk) throws Exception {
                long now = System.nanoTime();
                if (round > 0) {
                    times[round - 1] = now - start;
                }
                if (round++ == ROUNDS) {
                    all.countDown();
                    return;
                }
                start = now;
                client[0].send(new byte[1]);
            }
        };
        client[0] = new Client(new Config("127.0.0.1", port), heard);
        client[0].start();
        client[0].send(new byte[1]);
        all.await();
        client[0].close();
        heard.end();
        Arrays.sort(times);
        return times[ROUNDS / 2] / 1e3;
    }

    @Test
    void pingPong() throws Exception {
        try (Peer peer = Peer.serve(socket -> {
            socket.setTcpNoDelay(true);
            Peer.echo(socket);
        })) {
            Measured bare = () -> Probe.pingPong(peer.port(), ROUNDS) / 1e3;
            compare("ping, thread", "us", () -> pingPong(peer.port()), bare);
            double ratio = compare("ping, callback", "us", () -> pingPongInside(peer.port()), bare);
            assertTrue(ratio <= 2.5, "a round takes " + ratio + " times that of a bare connection");
        }
    }
}
