package tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Failure;
import io.github.threadedtcp.mobile.Mobile;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What apps can do with the classes that gobind makes, and nobody means them to. */
class TrapsTest {
    private static final String PACKAGE = "io.github.threadedtcp.mobile";

    /** Every class of the bindings that an app can make without arguments. */
    static Stream<Class<?>> zeros() throws Exception {
        Path classes = Path.of(Mobile.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve(PACKAGE.replace('.', '/'));
        List<Class<?>> found = List.of();
        try (Stream<Path> files = Files.list(classes)) {
            found = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .map(name -> load(PACKAGE + "." + name.replace(".class", "")))
                    .filter(c -> Stream.of(c.getConstructors()).anyMatch(made -> made.getParameterCount() == 0))
                    .collect(Collectors.toList());
        }
        assertTrue(found.size() > 5, "found " + found);
        return found.stream();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Go's causes cross as exceptions, for who reads logs. */
    @Test
    void aFailureThrowsItsCause() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo); Relay relay = new Relay(peer.port())) {
            relay.kill();
            Heard heard = new Heard();
            new Client(new Config("127.0.0.1", relay.port()), heard).start();
            Failure why = heard.end();
            assertTrue(assertThrows(Exception.class, why::unwrap).getMessage().contains("refused"));
        }
    }

    /** Calls every method of an object that nobody has set up, with zeros and nulls. */
    @ParameterizedTest
    @MethodSource("zeros")
    void anObjectOfZerosSurvives(Class<?> type) throws Exception {
        Constructor<?> constructor = type.getConstructor();
        for (Method method : type.getDeclaredMethods()) {
            if (!Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            Object zero = constructor.newInstance();
            Object[] arguments = Stream.of(method.getParameterTypes()).map(TrapsTest::zero).toArray();
            try {
                method.invoke(zero, arguments);
            } catch (InvocationTargetException e) {
                int code = Mobile.codeOf((Exception) e.getCause());
                assertTrue(code > 0, method + " threw " + e.getCause());
                assertTrue(code != Mobile.CodeInternal, method + " panicked: " + e.getCause().getMessage());
            }
        }
    }

    private static Object zero(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        return type == double.class ? (Object) 0.0 : null;
    }

    @Test
    void theCodeOfACaughtException() throws Exception {
        Exception caught = assertThrows(Exception.class, () -> new Config("", 80));
        assertEquals(Mobile.CodeInvalidArgument, Mobile.codeOf(caught));
        Failure failure = Mobile.failureFrom(caught);
        assertEquals("InvalidArgument", failure.codeName());
        assertEquals(caught.getMessage(), failure.error());
    }

    @Test
    void theCodeOfAForeignException() {
        assertEquals(-1, Mobile.codeOf(new IOException("not ours")));
        assertNull(Mobile.failureFrom(new IOException("not ours")));
        assertEquals(Mobile.CodeOK, Mobile.codeOf(null));
    }

    @Test
    void aNullListener() throws Exception {
        Exception caught = assertThrows(Exception.class, () -> new Client(new Config("127.0.0.1", 80), null));
        assertEquals(Mobile.CodeInvalidArgument, Mobile.codeOf(caught));
    }

    @Test
    void aNullConfig() {
        Exception caught = assertThrows(Exception.class, () -> new Client(null, new Heard()));
        assertEquals(Mobile.CodeInvalidArgument, Mobile.codeOf(caught));
    }

    @Test
    void emptyAndNullBytes() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            client.send(new byte[0]);
            client.send(null);
            client.sendText("");
            client.sendText("end");
            assertEquals("end", heard.text(3));
            assertFalse(heard.news().contains("data of 0"));
            client.close();
            heard.end();
        }
    }

    @Test
    void textOfEveryKind() throws Exception {
        String text = "hello \0 ünï 🎉 \uFFFD";
        byte[] utf8 = text.getBytes("UTF-8");
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            client.sendText(text);
            assertArrayEquals(utf8, heard.bytes(utf8.length));
            client.close();
            heard.end();
        }
    }

    @Test
    void aSentArrayMayBeReused() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            byte[] message = "first".getBytes();
            client.send(message);
            message[0] = 'F';
            client.send(message);
            client.start();
            assertEquals("firstFirst", heard.text(10));
            client.close();
            heard.end();
        }
    }

    @Test
    void sendingBeforeAndAfter() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.sendText("early");
            client.start();
            assertEquals("early", heard.text(5));
            client.stop();
            heard.end();
            Exception after = assertThrows(Exception.class, () -> client.sendText("too late"));
            assertEquals(Mobile.CodeInvalidState, Mobile.codeOf(after));
            assertFalse(client.trySend(new byte[1]));
        }
    }

    @Test
    void largeNumbersKeepTheirSize() throws Exception {
        Config config = new Config("127.0.0.1", 1);
        config.setConnectTimeoutMillis(Long.MAX_VALUE);
        config.setSendQueueLimit(5_000_000_000L);
        assertNotNull(new Client(config, new Heard()).stats());
    }

    @Test
    void versionAndNames() {
        assertTrue(Mobile.version().startsWith("threadedtcp "), Mobile.version());
        assertEquals("Timeout", Mobile.codeName(Mobile.CodeTimeout));
        assertEquals("Ready", Mobile.stateName(Mobile.StateReady));
        assertEquals("code 99", Mobile.codeName(99));
    }
}
