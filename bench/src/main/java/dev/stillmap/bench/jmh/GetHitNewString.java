package dev.stillmap.bench.jmh;

import dev.stillmap.bench.subject.Subject;
import dev.stillmap.bench.workload.Arrivals;
import dev.stillmap.bench.workload.KeyKind;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does a successful lookup cost with a string that has just been made, its hash not yet known? The making is
 * measured too, the same for every subject.
 *
 * <p>Command: {@code java -jar bench.jar --only get-hit-new-string}. Control: {@link Subject#CONTROL}, which makes and
 * hashes the string. Rival: {@link Subject#CHM}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GetHitNewString extends FilledMap {
    /** The map under test. */
    @Param("STILLMAP")
    Subject subject;

    private Object[] arrivals;

    /** For JMH. */
    public GetHitNewString() {}

    /** Fills the map and compacts the heap. */
    @Setup
    public void prepare() {
        arrivals = Arrivals.of(fill(subject), KeyKind::bytes);
        System.gc();
    }

    /**
     * One string made and looked up.
     *
     * @param cursor the thread's place
     * @return the value
     */
    @Benchmark
    public Object get(Cursor cursor) {
        var bytes = (byte[]) Cursor.at(arrivals, cursor.next());
        return map.get(new String(bytes, StandardCharsets.ISO_8859_1));
    }
}
