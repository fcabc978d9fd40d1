package tests;

import io.github.threadedtcp.probe.Probe;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends the run when a test hangs, after it has printed every stack of Java and of Go.
 * JUnit finds it by META-INF/services.
 */
public final class Hangs implements BeforeEachCallback, AfterEachCallback {
    /** How long a test waits for one thing. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long a whole test may take, or a soak without progress. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    private CountDownLatch over;

    @Override
    public void beforeEach(ExtensionContext test) {
        CountDownLatch over = this.over = new CountDownLatch(1);
        daemon("watch of " + test.getDisplayName(), () -> {
            try {
                if (!over.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    end(test.getUniqueId() + " hangs");
                }
            } catch (InterruptedException e) {
                // Nobody interrupts it.
            }
        });
    }

    @Override
    public void afterEach(ExtensionContext test) {
        over.countDown();
    }

    /** Prints all stacks and ends the process, whatever hangs. */
    static void end(String why) throws InterruptedException {
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
