package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrowdTest {
    private static final int CLIENTS = 100;

    /**
     * A thread that ends after it has run a callback is detached from the JVM while Go
     * handles no signals, and one that comes then ends the process without a word.
     */
    @Test
    void theirThreadsGoOn() throws Exception {
        Set<Thread> threads = crowd();
        crowd();
        assertTrue(threads.stream().allMatch(Thread::isAlive), "threads have ended");
    }

    @Test
    void aHundredClientsTalkAtOnce() throws Exception {
        crowd();
    }

    private static Set<Thread> crowd() throws Exception {
        try (Peer peer = Peer.serve(Peer::echo)) {
            List<Client> clients = new ArrayList<>();
            List<Heard> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Heard heard = new Heard();
                Client client = new Client(new Config("127.0.0.1", peer.port()), heard);
                client.start();
                client.sendText("I am client " + (1000 + i));
                clients.add(client);
                all.add(heard);
            }
            for (int i = 0; i < CLIENTS; i++) {
                assertEquals("I am client " + (1000 + i), all.get(i).text(16));
            }
            clients.forEach(Client::stop);
            Set<Thread> threads = new HashSet<>();
            for (Heard heard : all) {
                assertNull(heard.end());
                assertEquals(1, heard.threads().size(), "a client calls on one thread");
                threads.addAll(heard.threads());
            }
            assertEquals(CLIENTS, threads.size(), "and no other client does");
            return threads;
        }
    }
}
