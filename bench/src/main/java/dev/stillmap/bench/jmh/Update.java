package dev.stillmap.bench.jmh;

import dev.stillmap.bench.subject.Subject;
import dev.stillmap.bench.workload.Arrivals;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does it cost to put a new value for a key that is present?
 *
 * <p>Command: {@code java -jar bench.jar --only update}. Control: {@link Subject#CONTROL}, the same loop without a
 * table. Rivals: {@link Subject#TRIEMAP}, {@link Subject#NBHM}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Update extends FilledMap {
    /** The map under test. */
    @Param("STILLMAP")
    Subject subject;

    private Object[] arrivals;

    /** For JMH. */
    public Update() {}

    /** Fills the map and compacts the heap. */
    @Setup
    public void prepare() {
        arrivals = Arrivals.of(fill(subject), keys::copy);
        System.gc();
    }

    /**
     * One update.
     *
     * @param cursor the thread's place
     * @return the value before
     */
    @Benchmark
    public Object put(Cursor cursor) {
        int position = cursor.next();
        return map.put(Cursor.at(arrivals, position), values.at(position));
    }
}
