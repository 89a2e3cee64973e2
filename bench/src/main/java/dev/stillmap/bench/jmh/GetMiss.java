package dev.stillmap.bench.jmh;

import dev.stillmap.bench.subject.Subject;
import dev.stillmap.bench.workload.Arrivals;
import dev.stillmap.bench.workload.Keys;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does a lookup cost that finds nothing?
 *
 * <p>Command: {@code java -jar bench.jar --only get-miss}. Control: {@link Subject#CONTROL}, the same loop without a
 * table. Rivals: {@link Subject#TRIEMAP}, {@link Subject#NBHM}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GetMiss extends FilledMap {
    /** The map under test. */
    @Param("STILLMAP")
    Subject subject;

    private Object[] arrivals;

    /** For JMH. */
    public GetMiss() {}

    /** Fills the map and compacts the heap. */
    @Setup
    public void prepare() {
        fill(subject);
        arrivals = Arrivals.of(Keys.absent(keys, entries()), keys::copy);
        System.gc();
    }

    /**
     * One lookup.
     *
     * @param cursor the thread's place
     * @return null, but for the control
     */
    @Benchmark
    public Object get(Cursor cursor) {
        return map.get(Cursor.at(arrivals, cursor.next()));
    }
}
