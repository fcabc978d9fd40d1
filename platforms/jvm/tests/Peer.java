package tests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server of Java's own sockets on loopback, with a thread for each connection. */
final class Peer implements AutoCloseable {
    /** What the server does with a connection, which ends when this returns. */
    interface Service {
        void serve(Socket socket) throws Exception;
    }

    private final ServerSocket listener;
    private final Service service;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Thread accepting;
    private volatile boolean closed;

    /** The last error of a service that was not the connection's: a test's own failure. */
    private volatile Throwable failure;

    private Peer(ServerSocket listener, Service service) {
        this.listener = listener;
        this.service = service;
        accepting = new Thread(this::accept, "peer " + port());
        accepting.setDaemon(true);
        accepting.start();
    }

    static Peer serve(Service service) throws IOException {
        return new Peer(new ServerSocket(0, 200, loopback()), service);
    }

    /** A server that is secure from the first byte. */
    static Peer secure(String alias, Service service) throws IOException {
        return new Peer(listener(alias), service);
    }

    /** A secure server that takes only clients with a certificate. */
    static Peer mutual(String alias, Service service) throws IOException {
        SSLServerSocket listener = listener(alias);
        listener.setNeedClientAuth(true); // before it accepts: the first connection has what it had then
        return new Peer(listener, service);
    }

    private static SSLServerSocket listener(String alias) throws IOException {
        return (SSLServerSocket) Pki.context(alias).getServerSocketFactory().createServerSocket(0, 200, loopback());
    }

    static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread thread = new Thread(() -> run(socket), "peer " + port() + " serves " + socket.getPort());
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                if (!closed) {
                    failure = e;
                }
            }
        }
    }

    private void run(Socket socket) {
        try (socket) {
            service.serve(socket);
        } catch (IOException | InterruptedException expected) {
            // How a connection ends is for the client's side of the test to say.
        } catch (Throwable e) {
            failure = e;
        } finally {
            sockets.remove(socket);
        }
    }

    /** Ends the server and its connections. Fails when a service has failed. */
    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        listener.close();
        accepting.join(); // Until it has left accept, the system still takes clients.
        for (Socket socket : sockets) {
            socket.close();
        }
        if (failure != null) {
            throw new AssertionError("the peer failed", failure);
        }
    }

    /** Sends back what comes, until its end. */
    static void echo(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        byte[] buffer = new byte[64 << 10];
        for (int n; (n = in.read(buffer)) >= 0; ) {
            out.write(buffer, 0, n);
        }
    }

    /** Resets the connection instead of closing it. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Reads up to the next line feed, and no byte more. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b; (b = in.read()) != '\n'; ) {
            if (b < 0) {
                throw new SocketException("the connection ended within a line: " + line);
            }
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }

    /**
     * Returns when nothing is added any more to what a peer has written. One that only
     * stops for breath, on a busy machine, is taken for stuck: the test then sees less.
     */
    static void untilStuck(AtomicLong written) throws InterruptedException {
        for (long before = -1, now; (now = written.get()) != before; before = now) {
            Thread.sleep(300);
        }
    }

    /** The server's side of a connection that becomes secure in mid-stream. */
    static SSLSocket secured(Socket socket, String alias) throws IOException {
        SSLContext context = Pki.context(alias);
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        return secured;
    }
}
