package tests;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** Counts what each side holds of the other: in gobind's own tables, and in the JVM's. */
final class References {
    private References() {}

    /** Java objects that Go holds. */
    static int ofGo() throws ReflectiveOperationException {
        Object tracker = field(Class.forName("go.Seq"), "tracker").get(null);
        synchronized (tracker) {
            Object objects = field(tracker.getClass(), "javaObjs").get(tracker);
            return field(objects.getClass(), "live").getInt(objects);
        }
    }

    /** Go objects that Java holds. */
    static int ofJava() throws ReflectiveOperationException {
        Object queue = field(Class.forName("go.Seq"), "goRefQueue").get(null);
        return ((Collection<?>) field(queue.getClass(), "refs").get(queue)).size();
    }

    /** JNI global references, as the JVM itself lists them among the roots of a heap dump. */
    static int globals() throws IOException {
        Path directory = Files.createTempDirectory("roots");
        Path dump = directory.resolve("heap.hprof");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
            return HeapDump.globals(dump);
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(directory);
        }
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
