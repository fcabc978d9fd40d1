package tests;

import io.github.threadedtcp.probe.Probe;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves goroutines behind. JUnit finds it by META-INF/services. */
public final class Leaks implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getExecutionException().isPresent()) {
            return; // It has left before it could tidy up.
        }
        long end = System.nanoTime() + Hangs.PATIENCE.toNanos();
        while (!Probe.working().isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("goroutines are left:\n" + Probe.working());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
