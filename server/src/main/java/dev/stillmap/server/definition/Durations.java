package dev.stillmap.server.definition;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 90s}, {@code 15m}, {@code 24h}, {@code 7d} and {@code 500ms}. */
final class Durations {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Durations() {}

    static Duration parse(LocatedNode node) {
        Matcher written = WRITTEN.matcher(node.text());
        if (!written.matches()) {
            throw node.wrong(
                    "'" + node.name() + "' is a time such as 500ms, 90s, 15m, 24h or 7d, not '" + node.text() + "'");
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

    /** As {@link #parse}, but not nothing. */
    static Duration positive(LocatedNode node) {
        Duration duration = parse(node);
        if (duration.isZero()) {
            throw node.wrong("'" + node.name() + "' must be longer than nothing");
        }
        return duration;
    }
}
