package dev.stillmap.server.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
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

    private final DateTimeFormatter formatter;

    private String last = "";

    private long lastMillis;

    /** @param format {@code iso}, {@code millis}, {@code seconds} or a pattern */
    Moments(String format, String zone) {
        this.format = format;
        this.zone = ZoneId.of(zone);
        this.formatter = switch (format) {
            case "iso", "millis", "seconds" -> DateTimeFormatter.ISO_DATE_TIME;
            default -> DateTimeFormatter.ofPattern(format);
        };
    }

    long parse(String text) throws BadEventException {
        if (!text.equals(last)) {
            long millis = read(text);
            if (millis < EARLIEST || millis > LATEST) {
                throw new BadEventException("'" + text + "' is not within the years 0 to 9999");
            }
            lastMillis = millis;
            last = text;
        }
        return lastMillis;
    }

    private long read(String text) throws BadEventException {
        try {
            return switch (format) {
                case "millis" -> Long.parseLong(text);
                case "seconds" -> Math.multiplyExact(Long.parseLong(text), MILLIS_PER_SECOND);
                default -> millis(formatter.parse(text));
            };
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new BadEventException("'" + text + "' is no moment of the format " + format);
        }
    }

    /** Midnight where there is no time of day, and the zone of the definition where there is none. */
    private long millis(TemporalAccessor read) {
        if (read.isSupported(ChronoField.INSTANT_SECONDS)) {
            return Instant.from(read).toEpochMilli();
        }
        @Nullable LocalTime time = read.query(TemporalQueries.localTime());
        return LocalDateTime.of(LocalDate.from(read), time == null ? LocalTime.MIDNIGHT : time)
                .atZone(zone)
                .toInstant()
                .toEpochMilli();
    }
}
