package dev.stillmap.bench.jmh;

import dev.stillmap.bench.subject.Subject;
import dev.stillmap.bench.workload.Traffic;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * How many operations a second do several threads get done together, and how many when one key takes nearly all
 * updates?
 *
 * <p>Command: {@code java -jar bench.jar --only mixed}. Control: {@link Subject#CONTROL}, which shares nothing. Rival:
 * {@link Subject#NBHM}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class Mixed extends FilledMap {
    /** The map under test. */
    @Param("STILLMAP")
    Subject subject;

    /** The traffic. */
    @Param("ZIPF_80_15_5")
    Traffic.Profile profile;

    private Object[] universe;

    /** For JMH. */
    public Mixed() {}

    /** Fills the map; the keys that arrive are copies, one for each entry. */
    @Setup
    public void prepare() {
        universe = fill(subject);
        for (int i = 0; i < universe.length; i++) {
            universe[i] = keys.copy(universe[i]);
        }
        System.gc();
    }

    /** A thread's list of operations. */
    @State(Scope.Thread)
    public static class Operations {
        private Traffic traffic;

        /** For JMH. */
        public Operations() {}

        /**
         * Draws the list.
         *
         * @param mixed the traffic's profile and keys
         * @param thread which thread this is
         */
        @Setup
        public void draw(Mixed mixed, ThreadParams thread) {
            traffic = new Traffic(mixed.profile, mixed.universe, thread.getThreadIndex());
        }
    }

    /**
     * One operation.
     *
     * @param operations the thread's list
     * @param cursor the thread's place in it
     * @return what the map returned
     */
    @Benchmark
    public Object operation(Operations operations, Cursor cursor) {
        int position = cursor.next();
        Object key = operations.traffic.key(position);
        return switch (operations.traffic.operation(position)) {
            case Traffic.GET -> map.get(key);
            case Traffic.PUT -> map.put(key, values.at(position));
            default -> map.remove(key);
        };
    }
}
