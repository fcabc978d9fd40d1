package tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.threadedtcp.mobile.Chunk;
import io.github.threadedtcp.mobile.Client;
import io.github.threadedtcp.mobile.Config;
import io.github.threadedtcp.mobile.Mobile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
    /** Keeps frames apart. */
    private static final class Frames extends Heard {
        private final List<String> frames = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void onData(Chunk chunk) throws Exception {
            frames.add(chunk.payloadText() + (chunk.partial() ? " ..." : ""));
            super.onData(chunk);
        }
    }

    private static Frames receive(Config config, String sent) throws Exception {
        Frames heard = new Frames();
        new Client(config, heard).start();
        assertEquals(Mobile.CodeClosedByPeer, heard.code());
        assertEquals(sent, heard.text(sent.length()));
        return heard;
    }

    private static Peer saying(String text) throws Exception {
        return Peer.serve(socket -> {
            // A byte at a time, so that frames come in pieces.
            socket.setTcpNoDelay(true);
            for (byte b : text.getBytes("ISO-8859-1")) {
                socket.getOutputStream().write(b);
            }
        });
    }

    @Test
    void lines() throws Exception {
        String text = "one\r\n\r\nthree\r\nfo";
        try (Peer peer = saying(text)) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setDelimiter("\r\n".getBytes(), 100);
            assertEquals(List.of("one", "", "three", "fo ..."), receive(config, text).frames);
        }
    }

    @Test
    void lengths() throws Exception {
        String text = "\0\3one\0\0\0\5three";
        try (Peer peer = saying(text)) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setLengthPrefix(2, true, 100);
            assertEquals(List.of("one", "", "three"), receive(config, text).frames);
        }
    }

    @Test
    void lineThatIsTooLong() throws Exception {
        try (Peer peer = saying("short\n much too long\n")) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setDelimiter("\n".getBytes(), 8);
            Frames heard = new Frames();
            new Client(config, heard).start();
            assertEquals(Mobile.CodeFrameTooLarge, heard.code());
            assertEquals("short", heard.frames.get(0));
            assertTrue(heard.frames.stream().skip(1).allMatch(frame -> frame.endsWith(" ...")), heard.frames.toString());
        }
    }

    @Test
    void chunksStayAsTheyWere() throws Exception {
        List<Chunk> chunks = Collections.synchronizedList(new ArrayList<>());
        try (Peer peer = saying("abcdefgh")) {
            Config config = new Config("127.0.0.1", peer.port());
            config.setMaxChunk(1);
            Heard heard = new Heard() {
                @Override
                public void onData(Chunk chunk) throws Exception {
                    chunks.add(chunk);
                }
            };
            new Client(config, heard).start();
            heard.end();
        }
        StringBuilder text = new StringBuilder();
        for (Chunk chunk : chunks) {
            byte[] copy = new byte[3];
            assertEquals(1, chunk.len());
            assertEquals(1, chunk.copyTo(copy));
            assertArrayEquals(new byte[] {chunk.bytes()[0], 0, 0}, copy);
            text.append(chunk.text());
        }
        assertEquals("abcdefgh", text.toString());
    }
}
