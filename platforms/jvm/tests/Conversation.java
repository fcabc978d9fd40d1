package tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Mobile;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A script in progress: a client of the bindings, and a server of Java's own sockets. */
final class Conversation implements AutoCloseable {
    private static final Map<String, Integer> REASONS = Map.of(
            "in order", Mobile.CodeOK, "by the server", Mobile.CodeClosedByPeer, "reset", Mobile.CodeReset,
            "refused", Mobile.CodeRefused, "untrusted", Mobile.CodeTLSUntrusted, "cancelled", Mobile.CodeCancelled);

    private final ServerSocket listener = new ServerSocket(0, 1, Peer.loopback());
    private final ExecutorService clientSays = Executors.newSingleThreadExecutor();
    private final ExecutorService serverSays = Executors.newSingleThreadExecutor();
    private final Heard heard = new Heard();
    private String certificate = Pki.SERVER;
    private final Config config = new Config("127.0.0.1", listener.getLocalPort());
    private Client client;
    private Socket raw, server;
    private Future<?> clientSaid, serverSaid;
    private boolean away;

    Conversation() throws Exception {}

    void play(Script script) throws Exception {
        for (Script.Step step : script.steps()) {
            try {
                take(step);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(script.name() + ":" + step.line() + ": " + step.text() + ": " + e.getMessage(), e);
            }
        }
        if (heard.code() != Mobile.CodeCancelled) {
            assertEquals(0, heard.left(), "bytes that nobody expected");
        }
        assertEquals(1, heard.ends());
    }

    private void take(Script.Step step) throws Exception {
        switch (step.action()) {
            case "server is away" -> {
                listener.close();
                away = true;
                start();
                return;
            }
            case "server has another certificate" -> {
                certificate = Pki.STRANGER;
                return;
            }
            case "client begins with" -> {
                config.setInitialMessage(step.data());
                return;
            }
            case "client begins secured" -> {
                config.setTLS(SecureTest.trusting());
                return;
            }
            default -> start();
        }
        byte[] data = step.data();
        switch (step.action()) {
            case "client sends" -> client(() -> client.send(data));
            case "client receives" -> assertArrayEquals(data, heard.bytes(data.length));
            case "client finishes" -> client(client::finishSending);
            case "client closes" -> client.close();
            case "client secures" -> client(() -> {
                heard.state(Mobile.StateReady);
                client.makeSecure(SecureTest.trusting());
            });
            case "client is secured" -> heard.secured(1);
            case "server sends" -> server(() -> server.getOutputStream().write(data));
            case "server receives" -> assertArrayEquals(data, server.getInputStream().readNBytes(data.length));
            case "server receives end" -> assertEquals(-1, server.getInputStream().read());
            case "server finishes" -> server(server::shutdownOutput);
            case "server closes" -> {
                await(serverSaid);
                server.close();
            }
            case "server resets" -> Peer.reset(raw);
            case "server secures" -> {
                await(serverSaid);
                server = Peer.secured(raw, certificate);
            }
            case "server secures in vain" -> {
                try {
                    server = Peer.secured(raw, certificate);
                    int got = server.getInputStream().read(); // TLS 1.3: the refusal comes later
                    fail("the handshake has succeeded: " + got);
                } catch (IOException expected) {
                    // as it should
                }
            }
            case "server is disconnected" -> {
                try {
                    while (server.getInputStream().read(new byte[1 << 16]) >= 0) { }
                } catch (IOException expected) {
                    // that too
                }
            }
            default -> {
                String reason = step.action().replaceFirst("^client ended ", "");
                if (!REASONS.containsKey(reason)) {
                    throw new IllegalArgumentException("unknown step");
                }
                if (reason.equals("in order")) {
                    await(clientSaid);
                }
                assertEquals(REASONS.get(reason), heard.code(), () -> "told: " + heard.news());
            }
        }
    }

    private void start() throws Exception {
        if (client != null) {
            return;
        }
        client = new Client(config, heard);
        client.start();
        if (!away) {
            listener.setSoTimeout((int) Hangs.PATIENCE.toMillis());
            raw = server = listener.accept();
            raw.setSoTimeout((int) Hangs.PATIENCE.toMillis());
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static Future<?> queue(ExecutorService worker, Action action) {
        return worker.submit((Callable<Void>) () -> {
            action.run();
            return null;
        });
    }

    private void client(Action action) {
        clientSaid = queue(clientSays, action);
    }

    private void server(Action action) {
        serverSaid = queue(serverSays, action);
    }

    private static void await(Future<?> last) throws Exception {
        if (last == null) {
            return;
        }
        try {
            last.get(Hangs.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    @Override
    public void close() throws Exception {
        listener.close();
        if (raw != null) {
            raw.close();
        }
        if (client != null) {
            client.close();
            heard.end();
        }
        for (ExecutorService worker : new ExecutorService[] {clientSays, serverSays}) {
            worker.shutdownNow();
            worker.awaitTermination(Hangs.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
