package dev.stillmap.server.event;

import dev.stillmap.server.definition.FieldDefinition;
import dev.stillmap.server.definition.TimestampPattern;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Reads timestamps of one format as milliseconds since 1970. Events come in bursts of one moment, so the last one read is
 * remembered. For one thread.
 */
final class Moments {

    private static final long MILLIS_PER_SECOND = 1_000;

    /** The years 0 to 9999: others are mistakes, and the arithmetic of windows need not fear an overflow. */
    private static final long EARLIEST = -62_167_219_200_000L;

    private static final long LATEST = 253_402_300_799_999L;

    private final String format;

    private final ZoneId zone;

    /** Null if it is a number. */
    private final @Nullable TimestampPattern pattern;

    private String last = "";

    private long lastMillis;

    /** @param format {@code iso}, {@code millis}, {@code seconds} or a pattern */
    Moments(String format, String zone) {
        this.format = format;
        this.zone = ZoneId.of(zone);
        this.pattern = switch (format) {
            case FieldDefinition.MILLIS, FieldDefinition.SECONDS -> null;
            default -> TimestampPattern.of(format);
        };
    }

    long parse(String text) throws BadEventException {
        if (!text.equals(last)) {
            long millis = read(text);
            if (millis < EARLIEST || millis > LATEST) {
                throw new BadEventException(BadEventException.quoted(text) + " is not within the years 0 to 9999");
            }
            lastMillis = millis;
            last = text;
        }
        return lastMillis;
    }

    private long read(String text) throws BadEventException {
        try {
            if (pattern != null) {
                return pattern.millis(text, zone);
            }
            long number = Long.parseLong(text);
            return format.equals(FieldDefinition.MILLIS) ? number : Math.multiplyExact(number, MILLIS_PER_SECOND);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new BadEventException(BadEventException.quoted(text) + " is no moment of the format " + format);
        }
    }
}
