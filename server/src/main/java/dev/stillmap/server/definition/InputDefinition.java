package dev.stillmap.server.definition;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What events look like.
 *
 * @param format how they are written
 * @param delimiter between the columns of {@link Format#CSV}
 * @param fields all fields, by their positions
 * @param time the position of the field with the moment of the event
 * @param lateness how much older than the newest event one may be and still change a window; null if it may be as old as
 *     the window
 * @param future how far in the future an event may be; one that is further is rejected, as no window would take another after it
 */
public record InputDefinition(
        Format format,
        char delimiter,
        List<FieldDefinition> fields,
        int time,
        @Nullable Duration lateness,
        Duration future) {

    /** How events are written. */
    public enum Format {

        /** Lines of columns, the first with their names. */
        CSV,

        /** A JSON object in each line. */
        NDJSON
    }
}
