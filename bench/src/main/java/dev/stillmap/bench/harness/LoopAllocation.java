package dev.stillmap.bench.harness;

import com.sun.management.ThreadMXBean;
import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import dev.stillmap.bench.workload.Values;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * How many bytes does one weakly consistent loop over the whole map allocate, once the compiler has seen it?
 *
 * <p>Command: {@code java -jar bench.jar --only loop-allocation}. Control: {@code nothing}, the reading of the counter
 * alone. Rival: ConcurrentHashMap.
 */
public final class LoopAllocation implements Harness {
    private static final int WARM_UP = 300;
    private static final int LOOPS = 51;

    private int seen;

    /** For {@link HarnessMain}. */
    public LoopAllocation() {}

    @Override
    public void run(Params params, Metrics metrics) {
        Object[] keys = Keys.stored(KeyKind.LONG, params.entries());
        var values = new Values();
        var map = params.subject().newMap();
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values.at(i));
        }
        metrics.context("nothing", bytesPerLoop(() -> {}), "B/loop");
        metrics.less("entrySet", bytesPerLoop(() -> entries(map)), "B/loop");
        metrics.less("keySet", bytesPerLoop(() -> keys(map)), "B/loop");
        metrics.less("forEach", bytesPerLoop(() -> map.forEach((key, value) -> visit(value))), "B/loop");
        metrics.context("visited", seen, "");
    }

    private void entries(Map<Object, Object> map) {
        for (var entry : map.entrySet()) {
            visit(entry.getValue());
        }
    }

    private void keys(Map<Object, Object> map) {
        for (var key : map.keySet()) {
            visit(key);
        }
    }

    private void visit(Object object) {
        seen += object == this ? 0 : 1;
    }

    private static double bytesPerLoop(Runnable loop) {
        for (int i = 0; i < WARM_UP; i++) {
            loop.run();
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var bytes = new double[LOOPS];
        for (int i = 0; i < LOOPS; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            loop.run();
            bytes[i] = threads.getCurrentThreadAllocatedBytes() - before;
        }
        return Median.of(bytes);
    }
}
