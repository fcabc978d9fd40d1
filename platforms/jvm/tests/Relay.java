package tests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between client and server; can be killed, and come back where it was. */
final class Relay implements AutoCloseable {
    private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private ServerSocket listener;
    private Thread accepting;

    Relay(int target) throws IOException {
        this.target = target;
        this.listener = listen();
        this.port = listener.getLocalPort();
        start();
    }

    int port() {
        return port;
    }

    /**
     * Below the ports that systems give to clients: while nobody listens there, a
     * client could get the very port it connects to, and be connected to itself. Nor
     * may another relay have it meanwhile.
     */
    private static ServerSocket listen() throws IOException {
        Random random = new Random();
        while (true) {
            int port = 15000 + random.nextInt(10000);
            if (!PORTS.add(port)) {
                continue;
            }
            try {
                return bind(port);
            } catch (BindException taken) {
                PORTS.remove(port); // Take another.
            }
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(Peer.loopback(), port), 50);
        return listener;
    }

    private void start() {
        ServerSocket current = listener;
        accepting = daemon(() -> {
            while (true) {
                Socket in = current.accept();
                sockets.add(in);
                Socket out = new Socket(Peer.loopback(), target);
                sockets.add(out);
                daemon(() -> pump(in, out));
                daemon(() -> pump(out, in));
            }
        });
    }

    private void pump(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[64 << 10];
        for (int n; (n = in.read(buffer)) >= 0; ) {
            out.write(buffer, 0, n);
        }
        to.shutdownOutput();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Thread daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException killed) {
                // What a relay is killed for.
            }
        }, "relay");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Resets every connection and listens no more. */
    synchronized void kill() throws IOException, InterruptedException {
        listener.close();
        accepting.join(); // Until it has left accept, the system still takes clients.
        drop();
    }

    /** Resets every connection that it has accepted. */
    synchronized void drop() throws IOException {
        for (Socket socket : sockets) {
            Peer.reset(socket);
        }
        sockets.clear();
    }

    synchronized void comeBack() throws IOException {
        listener = bind(port);
        start();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        kill();
        PORTS.remove(port);
    }
}
