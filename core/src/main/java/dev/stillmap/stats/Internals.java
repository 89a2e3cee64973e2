package dev.stillmap.stats;

import java.io.IOException;
import java.nio.file.Path;

/** The structure of a map of any kind, as it was at one moment. Immutable. */
public interface Internals {

    /**
     * The structure without keys and values, the same for every kind of map.
     *
     * @return loads, chains, growth, snapshots and iterations
     */
    MapOutline outline();

    /**
     * Writes the outline as JSON, without keys and values; {@code docs/internals.schema.json} is its schema. Overwrites what is
     * there.
     *
     * @param path the file
     * @throws IOException if it cannot be written
     */
    default void dump(Path path) throws IOException {
        OutlineJson.write(outline(), path);
    }
}
