package tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The conversations that every client plays, here from Java. */
class ConversationTest {
    @TestFactory
    Stream<DynamicTest> scripts() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of("test", "testdata", "conversations"))) {
            files = all.sorted().toList();
        }
        Assertions.assertFalse(files.isEmpty());
        return files.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            try (Conversation conversation = new Conversation()) {
                conversation.play(Script.read(file));
            }
        }));
    }
}
