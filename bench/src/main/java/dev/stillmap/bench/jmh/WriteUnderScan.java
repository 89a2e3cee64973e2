package dev.stillmap.bench.jmh;

import dev.stillmap.bench.subject.ScanMethod;
import dev.stillmap.bench.workload.Arrivals;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How much of its speed does one writer keep while another thread scans the map without pause?
 *
 * <p>Command: {@code java -jar bench.jar --only write-under-scan}. Control: {@code beside}, where the other thread
 * scans a second map of the same kind and size, so that only caches and memory are shared. Rivals:
 * {@link ScanMethod#CHM_FOREACH}, whose scans are not consistent, and {@link ScanMethod#TRIEMAP_SNAPSHOT}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class WriteUnderScan extends FilledMap {
    /** How the map is visited. */
    @Param("STILLMAP_SCAN")
    ScanMethod subject;

    private Object[] arrivals;
    private Map<Object, Object> second;

    /** For JMH. */
    public WriteUnderScan() {}

    /** Fills two maps and compacts the heap. */
    @Setup
    public void prepare() {
        fill(subject.subject());
        second = map;
        arrivals = Arrivals.of(fill(subject.subject()), keys::copy);
        System.gc();
    }

    /**
     * A write while nobody scans.
     *
     * @param cursor the thread's place
     * @return the value before
     */
    @Benchmark
    public Object alone(Cursor cursor) {
        return write(cursor);
    }

    /**
     * A write while the same map is scanned.
     *
     * @param cursor the thread's place
     * @return the value before
     */
    @Benchmark
    @Group("scanned")
    public Object scannedWrites(Cursor cursor) {
        return write(cursor);
    }

    /**
     * The scan beside {@link #scannedWrites}.
     *
     * @param blackhole takes what is visited
     */
    @Benchmark
    @Group("scanned")
    public void scannedScans(Blackhole blackhole) {
        scan(map, blackhole);
    }

    /**
     * A write while another map is scanned.
     *
     * @param cursor the thread's place
     * @return the value before
     */
    @Benchmark
    @Group("beside")
    public Object besideWrites(Cursor cursor) {
        return write(cursor);
    }

    /**
     * The scan beside {@link #besideWrites}.
     *
     * @param blackhole takes what is visited
     */
    @Benchmark
    @Group("beside")
    public void besideScans(Blackhole blackhole) {
        scan(second, blackhole);
    }

    private Object write(Cursor cursor) {
        int position = cursor.next();
        return map.put(Cursor.at(arrivals, position), values.at(position));
    }

    private void scan(Map<Object, Object> scanned, Blackhole blackhole) {
        subject.scan(scanned, (key, value) -> {
            blackhole.consume(key);
            blackhole.consume(value);
        });
    }
}
