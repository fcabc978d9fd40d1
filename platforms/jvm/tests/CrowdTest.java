package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrowdTest {
    private static final int CLIENTS = 100;

    @Test
    void aHundredClientsTalkAtOnce() throws Exception {
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
        }
    }
}
