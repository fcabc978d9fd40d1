package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Mobile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ConnectTest {
    @Test
    void connectsTalksAndStops() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            assertEquals(Mobile.StateIdle, client.state());
            client.start();
            heard.state(Mobile.StateConnecting);
            heard.state(Mobile.StateReady);
            assertEquals("127.0.0.1:" + peer.port(), client.info().remoteAddr());
            assertFalse(client.info().secure());
            client.sendText("hello");
            assertEquals("hello", heard.text(5));
            client.stop();
            assertNull(heard.end());
            assertTrue(client.awaitClosed(Hangs.PATIENCE.toMillis()));
            assertEquals(Mobile.StateClosed, client.state());
            assertEquals(5, client.stats().getBytesIn());
            assertEquals(5, client.stats().getBytesOut());
            assertEquals(1, client.stats().getConnects());
        }
    }

    @Test
    void connectsByName() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard();
            Client client = new Client(new Config("localhost", peer.port()), heard);
            client.start();
            heard.state(Mobile.StateReady);
            client.close();
            heard.end();
        }
    }

    /** The kernel has a timer for the first probe, of the time that was set. */
    @Test
    void probesAnIdleConnection() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setKeepAlive(7_000, 3_000, 2);
            Heard heard = new Heard();
            Client client = new Client(config, heard);
            client.start();
            client.sendText("hello");
            assertEquals("hello", heard.text(5));
            // Fields of proc(5): addresses, state, queues, and the timer: 2 is keep-alive,
            // and its hundredths of a second. A retransmission's may still be set.
            String there = String.format(":%04X", peer.port());
            int hundredths = 0;
            for (int i = 0; i < 500 && hundredths == 0; i++) {
                Thread.sleep(10);
                for (String line : Files.readAllLines(Path.of("/proc/net/tcp"))) {
                    String[] fields = line.trim().split(" +");
                    if (fields[2].endsWith(there) && fields[3].equals("01") && fields[5].startsWith("02:")) {
                        hundredths = Integer.parseInt(fields[5].substring(3), 16);
                    }
                }
            }
            assertTrue(hundredths > 0 && hundredths <= 700, hundredths + " hundredths");
            client.close();
            heard.end();
        }
    }

    @Test
    void tellsOfAnEndByThePeer() throws Exception {
        try (Peer peer = Peer.serve(socket -> socket.getOutputStream().write("bye".getBytes()))) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            assertEquals("bye", heard.text(3));
            assertEquals(Mobile.CodeClosedByPeer, heard.code());
        }
    }

    @Test
    void tellsOfAReset() throws Exception {
        try (Peer peer = Peer.serve(Peer::reset)) {
            Heard heard = new Heard();
            new Client(new Config("127.0.0.1", peer.port()), heard).start();
            assertEquals(Mobile.CodeReset, heard.code());
        }
    }

    @Test
    void tellsThatNobodyListens() throws Exception {
        int port;
        try (Peer peer = Peer.serve(Peer::echo)) {
            port = peer.port();
        }
        Heard heard = new Heard();
        Client client = new Client(new Config("127.0.0.1", port), heard);
        client.start();
        assertEquals(Mobile.CodeRefused, heard.code());
        assertEquals("connect", heard.end().op());
        assertEquals(Mobile.CodeRefused, client.lastFailure().code());
    }

    @Test
    void givesUpConnecting() throws Exception {
        List<SocketChannel> queue = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, Peer.loopback())) {
            // With its queue full a listener that accepts nothing answers nobody.
            for (int i = 0; i < 4; i++) {
                SocketChannel channel = SocketChannel.open();
                queue.add(channel);
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(Peer.loopback(), deaf.getLocalPort()));
            }
            Config config = new Config("127.0.0.1", deaf.getLocalPort());
            config.setConnectTimeoutMillis(200);
            Heard heard = new Heard();
            new Client(config, heard).start();
            assertEquals(Mobile.CodeTimeout, heard.code());
        } finally {
            for (SocketChannel channel : queue) {
                channel.close();
            }
        }
    }

    @Test
    void goesByAProxy() throws Exception {
        try (Peer proxy = Peer.serve(socket -> {
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                request.append((char) socket.getInputStream().read());
            }
            boolean known = request.toString().startsWith("CONNECT host.invalid:7 HTTP/1.1\r\n");
            String answer = known ? "200 OK" : "403 Forbidden";
            socket.getOutputStream().write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes());
            Peer.echo(socket);
        })) {
            Config config = new Config("host.invalid", 7);
            config.setProxyURL("http://127.0.0.1:" + proxy.port());
            Heard heard = new Heard();
            Client client = new Client(config, heard);
            client.start();
            client.sendText("hello");
            assertEquals("hello", heard.text(5));
            client.close();
            heard.end();

            Config other = new Config("elsewhere.invalid", 7);
            other.setProxyURL("http://127.0.0.1:" + proxy.port());
            Heard refused = new Heard();
            new Client(other, refused).start();
            assertEquals(Mobile.CodeProxy, refused.code());
        }
    }

    @Test
    void givesUpWriting() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Peer peer = Peer.serve(socket -> over.await())) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setWriteTimeoutMillis(200);
            config.setSendQueueLimit(64 << 20);
            Heard heard = new Heard();
            Client client = new Client(config, heard);
            client.start();
            client.send(new byte[32 << 20]);
            assertEquals(Mobile.CodeTimeout, heard.code());
            assertEquals("write", heard.end().op());
            assertEquals(1, heard.end().unsentMessages());
        } finally {
            over.countDown();
        }
    }

    @Test
    void givesUpReading() throws Exception {
        try (Peer peer = Peer.serve(socket -> socket.getInputStream().read())) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setReadTimeoutMillis(200);
            Heard heard = new Heard();
            new Client(config, heard).start();
            assertEquals(Mobile.CodeTimeout, heard.code());
            assertEquals("read", heard.end().op());
        }
    }

    @Test
    void startsOnce() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            Exception again = assertThrows(Exception.class, client::start);
            assertEquals(Mobile.CodeInvalidState, Mobile.codeOf(again));
            client.close();
            heard.end();
        }
    }

    @Test
    void halfClosesAndHearsTheAnswer() throws Exception {
        try (Peer peer = Peer.serve(socket -> {
            int bytes = socket.getInputStream().readAllBytes().length;
            socket.getOutputStream().write(("I got " + bytes).getBytes());
        })) {
            Heard heard = new Heard();
            Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
            client.start();
            client.send(new byte[12345]);
            client.finishSending();
            assertEquals("I got 12345", heard.text(11));
            assertNull(heard.end());
        }
    }

    @Test
    void bindsItsOwnAddress() throws Exception {
        try (Peer peer = Peer.serve(socket -> {
            socket.getOutputStream().write(socket.getInetAddress().getHostAddress().getBytes());
        })) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setBindAddress("127.0.0.3");
            Heard heard = new Heard();
            new Client(config, heard).start();
            assertEquals("127.0.0.3", heard.text(9));
            heard.end();
        }
    }
}
