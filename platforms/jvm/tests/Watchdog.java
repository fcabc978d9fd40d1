package tests;

import io.github.threadedtcp.probe.Probe;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Ends the process, with every stack of Java and of Go, when there is no progress. */
final class Watchdog implements AutoCloseable {
    private final AtomicLong progress = new AtomicLong(System.nanoTime());
    private final Thread thread;

    Watchdog(String what, Duration limit) {
        thread = daemon("watch of " + what, () -> {
            try {
                for (long left; (left = progress.get() + limit.toNanos() - System.nanoTime()) > 0; ) {
                    Thread.sleep(left / 1_000_000 + 1);
                }
                end(what + " hangs");
            } catch (InterruptedException closed) {
                // It was in time.
            }
        });
    }

    void progress() {
        progress.set(System.nanoTime());
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private static void end(String why) throws InterruptedException {
        System.err.println("== " + why);
        printJava(System.err);
        // Go stops its world for this, which may hang, too.
        Thread go = daemon("stacks of Go", () -> System.err.println("== Go\n" + Probe.stacks()));
        go.join(10_000);
        System.err.flush();
        Runtime.getRuntime().halt(3);
    }

    private static void printJava(PrintStream out) {
        out.println("== Java");
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            out.println("\"" + thread.getName() + "\" " + thread.getState());
            for (StackTraceElement frame : entry.getValue()) {
                out.println("    at " + frame);
            }
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
