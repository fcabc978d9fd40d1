package tests;

import io.github.threadedtcp.mobile.Mobile;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Ends the run when a test hangs. JUnit finds it by META-INF/services. */
public final class Hangs implements BeforeEachCallback, AfterEachCallback {
    /** How long a test waits for one thing. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long a whole test may take; who takes longer has a watchdog of its own. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    // gobind's classes wait for each other when two threads use two of them for the first
    // time. One must come first, as in an app that does this when it starts.
    static {
        Mobile.touch();
    }

    private Watchdog watchdog;

    @Override
    public void beforeEach(ExtensionContext test) {
        if (test.getTags().isEmpty()) {
            watchdog = new Watchdog(test.getUniqueId(), LIMIT);
        }
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (watchdog != null) {
            watchdog.close();
        }
    }
}
