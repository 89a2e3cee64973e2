package dev.stillmap.server.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that features are kept of.
 *
 * @param name its type: {@code customer}
 * @param position its place among all types, from 0 on
 * @param key positions of the fields that tell one from another
 * @param none the key that stands for events without one of these fields; null if there are none
 */
public record EntityDefinition(
        String name,
        int position,
        List<Integer> key,
        @Nullable String none) {}
