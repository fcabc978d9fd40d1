package tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Conn;
import io.github.threadedtcp.mobile.Mobile;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** The face whose calls wait. */
class ConnTest {
    private static int codeOf(org.junit.jupiter.api.function.Executable call) {
        return Mobile.codeOf(assertThrows(Exception.class, call));
    }

    @Test
    void readsAsIsAsked() throws Exception {
        try (Peer peer = Peer.serve(socket -> socket.getOutputStream().write("one\ntwo!rest".getBytes()))) {
            Conn conn = Mobile.dial(new Config("127.0.0.1", peer.port()));
            assertEquals("one\n", new String(conn.readUntil("\n".getBytes(), 10)));
            assertEquals("two!", new String(conn.readExactly(4)));
            assertEquals("rest", new String(conn.readExactly(4)));
            assertEquals(Mobile.CodeClosedByPeer, codeOf(() -> conn.read(10)));
            conn.close();
        }
    }

    @Test
    void writesAndHalfCloses() throws Exception {
        try (Peer peer = Peer.serve(socket -> {
            byte[] all = socket.getInputStream().readAllBytes();
            socket.getOutputStream().write(all);
        })) {
            Conn conn = Mobile.dial(new Config("127.0.0.1", peer.port()));
            byte[] sent = new byte[100_000];
            sent[99_999] = 7;
            conn.write(sent);
            conn.closeWrite();
            assertArrayEquals(sent, conn.readExactly(100_000));
            conn.close();
        }
    }

    @Test
    void becomesSecure() throws Exception {
        try (Peer peer = Peer.serve(socket -> {
            socket.getOutputStream().write("220 go\n".getBytes());
            try (SSLSocket secured = Peer.secured(socket, Pki.SERVER)) {
                Peer.echo(secured);
            }
        })) {
            Conn conn = Mobile.dial(new Config("127.0.0.1", peer.port()));
            conn.readUntil("\n".getBytes(), 100);
            conn.makeSecure(SecureTest.trusting());
            conn.write("hello".getBytes());
            assertEquals("hello", new String(conn.readExactly(5)));
            conn.close();
        }
    }

    @Test
    void givesUpOneCallAndReadsOn() throws Exception {
        CompletableFuture<Void> late = new CompletableFuture<>();
        try (Peer peer = Peer.serve(socket -> {
            late.get();
            socket.getOutputStream().write("late".getBytes());
        })) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setReadTimeoutMillis(100);
            Conn conn = Mobile.dial(config);
            assertEquals(Mobile.CodeTimeout, codeOf(() -> conn.read(10)));
            late.complete(null);
            byte[] read = null;
            while (read == null) {
                try {
                    read = conn.readExactly(4);
                } catch (Exception e) {
                    assertEquals(Mobile.CodeTimeout, Mobile.codeOf(e));
                }
            }
            assertEquals("late", new String(read));
            conn.close();
        }
    }

    @Test
    void isWokenByClose() throws Exception {
        try (Peer peer = Peer.serve(socket -> socket.getInputStream().read())) {
            Conn conn = Mobile.dial(new Config("127.0.0.1", peer.port()));
            CompletableFuture<Integer> code = new CompletableFuture<>();
            Thread reader = new Thread(() -> code.complete(codeOf(() -> conn.read(10))));
            reader.start();
            conn.close();
            reader.join();
            assertEquals(Mobile.CodeCancelled, code.get());
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (Peer peer = Peer.serve(Peer::echo)) {
            port = peer.port();
        }
        assertEquals(Mobile.CodeRefused, codeOf(() -> Mobile.dial(new Config("127.0.0.1", port))));
    }

    @Test
    void refusesALineThatIsTooLong() throws Exception {
        try (Peer peer = Peer.serve(socket -> socket.getOutputStream().write("0123456789\n".getBytes()))) {
            Conn conn = Mobile.dial(new Config("127.0.0.1", peer.port()));
            assertEquals(Mobile.CodeFrameTooLarge, codeOf(() -> conn.readUntil("\n".getBytes(), 5)));
            conn.close();
        }
    }
}
