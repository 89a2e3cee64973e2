package dev.stillmap.bench.jmh;

import dev.stillmap.bench.subject.Subject;
import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import dev.stillmap.bench.workload.Sizes;
import dev.stillmap.bench.workload.Values;
import java.util.Map;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A map of a given size, filled one by one from empty, as a service fills it. */
@State(Scope.Benchmark)
public abstract class FilledMap {
    /** What the keys are. */
    @Param("LONG")
    KeyKind keys;

    /** How many entries, by name. */
    @Param("1K")
    String size;

    /** The values that are in the map and that updates put. */
    final Values values = new Values();

    /** The map under test. */
    Map<Object, Object> map;

    /** For subclasses in this package. */
    FilledMap() {}

    int entries() {
        return Sizes.entries(size);
    }

    /** Fills a new map and returns its keys. */
    Object[] fill(Subject subject) {
        Object[] stored = Keys.stored(keys, entries());
        map = subject.newMap();
        for (int i = 0; i < stored.length; i++) {
            map.put(stored[i], values.at(i));
        }
        return stored;
    }
}
