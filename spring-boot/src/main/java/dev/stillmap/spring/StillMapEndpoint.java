package dev.stillmap.spring;

import dev.stillmap.StillMap;
import dev.stillmap.stats.MapStats;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The maps of an application, to be looked at: statistics and structure, never keys or values. It changes nothing.
 * {@code GET /actuator/stillmap} has the statistics of all maps, {@code GET /actuator/stillmap/NAME} those of one and its
 * structure.
 */
@Endpoint(id = "stillmap")
public class StillMapEndpoint {

    /** The structure of a larger map is copied only for who asks for it. */
    static final long LARGEST_SHOWN = 100_000;

    private final StillMapBeans maps;

    StillMapEndpoint(StillMapBeans maps) {
        this.maps = maps;
    }

    /**
     * One map in short.
     *
     * @param entries how many it has
     * @param stats what it counted of itself
     */
    public record MapSummary(long entries, MapStats stats) {

        static MapSummary of(StillMap<?, ?> map) {
            return new MapSummary(map.mappingCount(), map.stats());
        }
    }

    /**
     * One map.
     *
     * @param entries how many it has
     * @param stats what it counted of itself
     * @param structure its structure; null if the map is large and nobody asked for it
     */
    public record MapDetails(
            long entries, MapStats stats, @Nullable StructureSummary structure) {}

    /**
     * All maps.
     *
     * @return by name
     */
    @ReadOperation
    public Map<String, MapSummary> maps() {
        Map<String, MapSummary> all = new LinkedHashMap<>();
        maps.maps().forEach((name, map) -> all.put(name, MapSummary.of(map)));
        return all;
    }

    /**
     * One map.
     *
     * @param name its name
     * @param structure whether to copy its structure, which takes time and memory as a copy of the map does; by default
     *     up to 100,000 entries
     * @return the map, or null if there is none of that name
     */
    @ReadOperation
    public @Nullable MapDetails map(@Selector String name, @Nullable Boolean structure) {
        StillMap<?, ?> map = maps.maps().get(name);
        if (map == null) {
            return null;
        }
        boolean shown = structure == null ? map.mappingCount() <= LARGEST_SHOWN : structure;
        return new MapDetails(
                map.mappingCount(),
                map.stats(),
                shown ? StructureSummary.of(map.internals().outline()) : null);
    }
}
