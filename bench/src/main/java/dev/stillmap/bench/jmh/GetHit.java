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
 * What does a successful lookup cost, with a key that is equal but not identical to the stored one? A string arrives
 * with its hash already computed; {@link GetHitNewString} is the other case.
 *
 * <p>Command: {@code java -jar bench.jar --only 'get-hit$|get-hit-sequential'}. Control: {@link Subject#CONTROL}, the
 * same loop without a table. Rivals: {@link Subject#TRIEMAP}, {@link Subject#NBHM}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GetHit extends FilledMap {
    /** The map under test. */
    @Param("STILLMAP")
    Subject subject;

    private Object[] arrivals;

    /** For JMH. */
    public GetHit() {}

    /** Fills the map and compacts the heap, so that all subjects start from the same layout. */
    @Setup
    public void prepare() {
        arrivals = Arrivals.of(fill(subject), keys::copy);
        System.gc();
    }

    /**
     * One lookup.
     *
     * @param cursor the thread's place
     * @return the value
     */
    @Benchmark
    public Object get(Cursor cursor) {
        return map.get(Cursor.at(arrivals, cursor.next()));
    }
}
