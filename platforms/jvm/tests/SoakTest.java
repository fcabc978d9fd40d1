package tests;

import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.probe.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * The stories of the other tests, in any order, many at once and again and again, while
 * one client talks all the time. $SOAK is how long: 10m, 30s.
 */
@Tag("soak")
class SoakTest {
    private static final int WORKERS = 6;

    private static final List<Executable> STORIES = List.of(
            () -> new ConnectTest().connectsTalksAndStops(),
            () -> new ConnectTest().tellsOfAnEndByThePeer(),
            () -> new ConnectTest().tellsOfAReset(),
            () -> new ConnectTest().tellsThatNobodyListens(),
            () -> new ConnectTest().givesUpReading(),
            () -> new ConnectTest().halfClosesAndHearsTheAnswer(),
            () -> new ConnTest().readsAsIsAsked(),
            () -> new ConnTest().becomesSecure(),
            () -> new ConnTest().isWokenByClose(),
            () -> new CrowdTest().aHundredClientsTalkAtOnce(),
            () -> new EchoTest().writesEverythingBeforeItStops(),
            () -> new EndingTest().writesBeforeItStops(),
            () -> new EndingTest().endsOnce(EndingTest.End.CLOSE, EndingTest.Callback.DATA),
            () -> new EndingTest().endsOnce(EndingTest.End.STOP, EndingTest.Callback.SECURE),
            () -> new FrameTest().lines(),
            () -> new FrameTest().lengths(),
            () -> new MakeSecureTest().securesWhatComesAfterIt(),
            () -> new MakeSecureTest().isDoneAgainAfterAReconnect(),
            () -> new PauseTest().takesNothingUntilItResumes(),
            () -> new PauseTest().closesWhilePaused(),
            () -> new ReconnectTest().comesBackWithItsInitialMessage(),
            () -> new ReconnectTest().keepsWhatWasNotSent(),
            () -> new ReconnectTest().triesUntilSomebodyListens(),
            () -> new SecureTest().talksToTheRightServer(),
            () -> new SecureTest().refusesAStranger(),
            () -> new ServerTest().answersItsClients(),
            () -> new ThrowingTest().inOnData(),
            () -> new ThrowingTest().inOnWritable(),
            () -> new ConnectionTest().anEchoThatIsCollectedAndSentBack(),
            () -> new ConnectionTest().becomesSecure());

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong told = new AtomicLong();
    private volatile boolean over;

    @Test
    void goesOn() throws Exception {
        Duration time = time(System.getenv().getOrDefault("SOAK", "10m"));
        long seed = System.nanoTime();
        System.out.println("soak for " + time + ", seed " + seed);
        try (Watchdog watchdog = new Watchdog("soak", Hangs.LIMIT); Peer peer = Peer.serve(Peer::echo)) {
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                Random random = new Random(seed + i);
                workers.add(work(watchdog, () -> STORIES.get(random.nextInt(STORIES.size())).execute()));
            }
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            byte[] message = new byte[100_000];
            Random random = new Random(seed);
            workers.add(work(watchdog, () -> {
                random.nextBytes(message);
                client.send(message);
                if (!Arrays.equals(message, heard.bytes(message.length))) {
                    throw new AssertionError("other bytes came back");
                }
            }));
            // Collectors stop the world, which is when threads that come and go are in danger.
            workers.add(work(watchdog, () -> {
                System.gc();
                Probe.collect();
                Thread.sleep(20);
            }));
            synchronized (this) {
                long end = System.nanoTime() + time.toNanos();
                for (long left; !over && (left = (end - System.nanoTime()) / 1_000_000) > 0; ) {
                    wait(left);
                }
            }
            over = true;
            for (Thread worker : workers) {
                worker.join();
            }
            client.stop();
            heard.end();
        }
        System.out.println(told + " stories told");
        if (failure.get() != null) {
            throw new AssertionError("seed " + seed, failure.get());
        }
    }

    /** Does the same again until the soak is over, or has failed. */
    private Thread work(Watchdog watchdog, Executable story) {
        Thread worker = new Thread(() -> {
            while (!over) {
                try {
                    story.execute();
                    told.incrementAndGet();
                    watchdog.progress();
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                    stop();
                }
            }
        }, "soak");
        worker.start();
        return worker;
    }

    private synchronized void stop() {
        over = true;
        notifyAll();
    }

    private static Duration time(String text) {
        return Duration.parse("PT" + text.toUpperCase());
    }
}
