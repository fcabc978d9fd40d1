package tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A conversation of test/testdata/conversations; package test/conversation has the grammar. */
record Script(String name, List<Step> steps) {
    /** One line: what is done, with which bytes, none for most. */
    record Step(int line, String text, String action, byte[] data) {}

    private static final Pattern WITH_DATA = Pattern.compile("((?:client|server) (?:sends|receives)|client begins with) (\".*\"|\\d+ bytes)");

    static Script read(Path file) throws IOException {
        List<Step> steps = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            line = line.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher withData = WITH_DATA.matcher(line);
            if (withData.matches()) {
                steps.add(new Step(number, line, withData.group(1), bytes(withData.group(2))));
            } else {
                steps.add(new Step(number, line, line, new byte[0]));
            }
        }
        return new Script(file.getFileName().toString(), steps);
    }

    private static byte[] bytes(String text) {
        if (text.endsWith(" bytes")) {
            return pattern(Integer.parseInt(text.substring(0, text.indexOf(' '))));
        }
        StringBuilder bytes = new StringBuilder();
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                bytes.append(c);
                continue;
            }
            switch (text.charAt(++i)) {
                case 'n' -> bytes.append('\n');
                case 'r' -> bytes.append('\r');
                case 'x' -> {
                    bytes.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException(text);
            }
        }
        return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The same as Pattern of package test/conversation. */
    private static byte[] pattern(int n) {
        byte[] pattern = new byte[n];
        for (long i = 0; i < n; i++) {
            pattern[(int) i] = (byte) (i * i / 251 + i);
        }
        return pattern;
    }
}
