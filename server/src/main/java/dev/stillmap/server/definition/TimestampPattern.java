package dev.stillmap.server.definition;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads timestamps by a pattern of {@link DateTimeFormatter}, strictly: a day that a month does not have is refused and not moved.
 * Names of months and days are English, whatever the machine speaks. Thread-safe.
 */
public final class TimestampPattern {

    /** In the afternoon, on a day that is no month, and no two of its parts are the same. */
    private static final ZonedDateTime SAMPLE = ZonedDateTime.of(2026, 11, 29, 23, 58, 57, 123_456_789, ZoneOffset.UTC);

    private static final String TIME_LETTERS = "aBhKkHmsSAnN";

    private final DateTimeFormatter formatter;

    private final boolean hasTime;

    private final boolean mixesDays;

    private TimestampPattern(DateTimeFormatter formatter, String letters) {
        this.formatter = formatter;
        this.hasTime = letters.chars().anyMatch(letter -> TIME_LETTERS.indexOf(letter) >= 0);
        this.mixesDays = letters.indexOf('D') >= 0 && letters.chars().anyMatch(letter -> "MLd".indexOf(letter) >= 0);
    }

    /**
     * Of a pattern.
     *
     * @param pattern such as {@code yyyy-MM-dd HH:mm:ss}, or {@link FieldDefinition#ISO}
     * @return what reads it
     * @throws IllegalArgumentException if it is none
     */
    public static TimestampPattern of(String pattern) {
        if (pattern.equals(FieldDefinition.ISO)) {
            return new TimestampPattern(DateTimeFormatter.ISO_DATE_TIME, TIME_LETTERS);
        }
        StringBuilder strict = new StringBuilder();
        StringBuilder letters = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            quoted ^= c == '\'';
            if (!quoted) {
                letters.append(c);
            }
            // A year of an era is no year unless the era is there.
            strict.append(!quoted && c == 'y' && pattern.indexOf('G') < 0 ? 'u' : c);
        }
        return new TimestampPattern(
                DateTimeFormatter.ofPattern(strict.toString(), Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT),
                letters.toString());
    }

    /**
     * Reads a timestamp. Midnight if the pattern has no time of day.
     *
     * @param text the timestamp
     * @param zone where it is if the pattern does not say
     * @return milliseconds since 1970
     * @throws DateTimeException if it is none
     */
    public long millis(String text, ZoneId zone) {
        return instant(formatter.parse(text), zone).toEpochMilli();
    }

    private Instant instant(TemporalAccessor read, ZoneId zone) {
        if (read.isSupported(ChronoField.INSTANT_SECONDS)) {
            return Instant.from(read);
        }
        @Nullable LocalTime time = read.query(TemporalQueries.localTime());
        if (time == null && hasTime) {
            throw new DateTimeException("its time of day cannot be told");
        }
        return LocalDateTime.of(LocalDate.from(read), time == null ? LocalTime.MIDNIGHT : time)
                .atZone(zone)
                .toInstant();
    }

    /**
     * Writes a moment and reads it again.
     *
     * @throws DateTimeException if it comes back as another than one that only lacks its smaller parts, or not at all
     */
    void check() {
        if (mixesDays) {
            throw new DateTimeException("D is the day of the year; that of a month is d");
        }
        String written = formatter.format(SAMPLE);
        Instant read = instant(formatter.parse(written), ZoneOffset.UTC);
        Duration lost = Duration.between(read, SAMPLE);
        if (lost.isNegative() || lost.compareTo(hasTime ? Duration.ofHours(1) : Duration.ofDays(1)) >= 0) {
            throw new DateTimeException(SAMPLE + " is written as '" + written + "', which is read as " + read);
        }
    }
}
