package dev.stillmap.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes something else of what is right: a little at a time, so that most of it is still read. For one thread. */
final class Mutations {

    /** What parsers have stumbled over elsewhere. */
    private static final String[] ODD = {
        "",
        " ",
        "\t",
        "\"",
        "\"\"",
        "'",
        "\\",
        "\\u0000",
        "\\ud800",
        "{",
        "}",
        "[",
        "]",
        "[[[[[[[[",
        ",",
        ":",
        ": ",
        "- ",
        "&a",
        "*a",
        "!!int",
        "|",
        ">",
        "%",
        "#",
        "---",
        "...",
        "null",
        "true",
        "~",
        "0",
        "-0",
        "-1",
        "1e999",
        "1e-999",
        "0x10",
        "1_000",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "00001",
        "0.000000000000000000001",
        "NaN",
        "Infinity",
        "2026-02-30T12:00:00Z",
        "253402300799",
        "é",
        "\ud83d\ude00",
        "\u2028",
        "\ufeff",
        "\u0001",
        "\u007f",
        "\r",
        "\n",
        "\r\n",
        "..",
        "../..",
        "/",
        "//",
        "%00",
        "%2F",
        "%zz",
        "%c0%ae",
        "%",
        "?",
        "&",
        "=",
        ";a=b",
        "+",
        "<script>",
        "key",
        "a".repeat(300),
        "9".repeat(400),
    };

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }

    <T> T any(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    String odd() {
        return ODD[random.nextInt(ODD.length)];
    }

    /** One change or several. */
    String text(String right) {
        String text = right;
        do {
            text = changed(text);
        } while (oneIn(2));
        return text;
    }

    private String changed(String text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(oneIn(4) ? 40 : 4));
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1 -> text.substring(0, to) + text.substring(from);
            case 2 -> text.substring(0, from) + odd() + text.substring(from);
            case 3 -> word(text, from);
            case 4 -> lines(text);
            default -> text.substring(0, from) + (char) random.nextInt(128) + text.substring(to);
        };
    }

    /** Puts something else in the place of the word or number at some place. */
    private String word(String text, int at) {
        int from = at;
        while (from > 0 && Character.isLetterOrDigit(text.charAt(from - 1))) {
            from--;
        }
        int to = at;
        while (to < text.length() && Character.isLetterOrDigit(text.charAt(to))) {
            to++;
        }
        return text.substring(0, from) + odd() + text.substring(to);
    }

    /** Takes a line away, or puts it somewhere else too. */
    private String lines(String text) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        String line = oneIn(2) ? any(lines) : lines.remove(random.nextInt(lines.size()));
        if (!oneIn(3)) {
            lines.add(random.nextInt(lines.size() + 1), line);
        }
        return String.join("\n", lines);
    }

    /** As {@link #text}, also of bytes that are no characters. */
    byte[] bytes(String right) {
        byte[] bytes = text(right).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; bytes.length > 0 && oneIn(3) && i < 5; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }
}
