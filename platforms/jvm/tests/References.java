package tests;

import java.lang.reflect.Field;
import java.util.Collection;

/** Counts what each side holds of the other, in gobind's own tables. */
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

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
