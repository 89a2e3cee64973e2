package dev.stillmap.bench.jmh;

import dev.stillmap.bench.subject.ScanMethod;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does one pass over the whole map cost while nobody writes?
 *
 * <p>Command: {@code java -jar bench.jar --only scan}. Control: {@link ScanMethod#CHM_FOREACH}, which promises no
 * instant. Rivals: every other way of {@link ScanMethod}, each consistent.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Scan extends FilledMap {
    /** How the map is visited. */
    @Param("STILLMAP_SCAN")
    ScanMethod subject;

    /** What the visitor reads. */
    public enum Visit {
        /** The references of key and value: the pass alone. */
        REFERENCES,
        /** Also what key and value hold: two more cache misses an entry in a large map, for every subject. */
        CONTENT
    }

    /** What the visitor reads. */
    @Param("REFERENCES")
    Visit visit;

    private BiConsumer<Object, Object> action;

    /** For JMH. */
    public Scan() {}

    /**
     * Fills the map and compacts the heap.
     *
     * @param blackhole takes what the visitor reads
     */
    @Setup
    public void prepare(Blackhole blackhole) {
        fill(subject.subject());
        action = visit == Visit.REFERENCES ? references(blackhole) : content(blackhole);
        System.gc();
    }

    private static BiConsumer<Object, Object> references(Blackhole blackhole) {
        return (key, value) -> {
            blackhole.consume(key);
            blackhole.consume(value);
        };
    }

    private static BiConsumer<Object, Object> content(Blackhole blackhole) {
        return (key, value) -> {
            blackhole.consume(key.hashCode());
            blackhole.consume(value.hashCode());
        };
    }

    /** One pass. */
    @Benchmark
    public void scan() {
        subject.scan(map, action);
    }
}
