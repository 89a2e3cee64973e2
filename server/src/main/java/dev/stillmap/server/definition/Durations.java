package dev.stillmap.server.definition;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 90s}, {@code 15m}, {@code 24h}, {@code 7d} and {@code 500ms}. Thread-safe. */
public final class Durations {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads a time.
     *
     * @param text a number of up to nine digits and its unit
     * @return the time
     * @throws IllegalArgumentException if it is something else; the message says what it has to be
     */
    public static Duration parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("a time such as 500ms, 90s, 15m, 24h or 7d, not '" + text + "'");
        }
        long number = Long.parseLong(written.group(1));
        return switch (written.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    static Duration parse(LocatedNode node) {
        try {
            return parse(node.text());
        } catch (IllegalArgumentException e) {
            throw node.wrong("'" + node.name() + "' is " + e.getMessage());
        }
    }

    /** As {@link #parse(LocatedNode)}, but not nothing. */
    static Duration positive(LocatedNode node) {
        Duration duration = parse(node);
        if (duration.isZero()) {
            throw node.wrong("'" + node.name() + "' must be longer than nothing");
        }
        return duration;
    }
}
