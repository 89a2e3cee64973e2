package dev.stillmap;

import java.util.TreeMap;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Batches are linearizable together with snapshots, scans and writes of single keys: over two buckets, one of them full, in
 * a map that grows within the scenario. Run longer as {@link LincheckTest}.
 */
@Tag("stress")
@Param(name = "key", gen = IntGen.class, conf = "11:16")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class BatchLincheckTest {
    private static final int SCENARIOS = 10;

    /** So many that two buckets are nearly full. */
    private static final int PRESENT = 12;

    private static final int LOOP_BOUND = 400;

    private final StillMap<Integer, Integer> map = new StillMap<>(PRESENT);

    public BatchLincheckTest() {
        for (int key = 1; key <= PRESENT; key++) {
            map.put(key, 0);
        }
    }

    @Operation
    public Integer get(@Param(name = "key") int key) {
        return map.get(key);
    }

    @Operation
    public Integer put(@Param(name = "key") int key, @Param(name = "value") int value) {
        return map.put(key, value);
    }

    @Operation
    public Integer remove(@Param(name = "key") int key) {
        return map.remove(key);
    }

    @Operation
    public Integer merge(@Param(name = "key") int key, @Param(name = "value") int value) {
        return map.merge(key, value, Integer::sum);
    }

    @Operation
    public void batchOfPuts(
            @Param(name = "key") int one, @Param(name = "key") int other, @Param(name = "value") int value) {
        map.batch().put(one, value).put(other, value).commit();
    }

    @Operation
    public void batchOfPutAndRemove(
            @Param(name = "key") int one, @Param(name = "key") int other, @Param(name = "value") int value) {
        map.batch().remove(other).put(one, value).commit();
    }

    @Operation
    public void batchOfFunctions(
            @Param(name = "key") int one, @Param(name = "key") int other, @Param(name = "value") int value) {
        map.batch()
                .compute(one, (key, old) -> old == null ? Integer.valueOf(-value) : Integer.valueOf(old - value))
                .merge(other, value, Integer::sum)
                .commit();
    }

    @Operation
    public String snapshot() {
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            return new TreeMap<>(snapshot).toString();
        }
    }

    @Operation
    public String scan() {
        TreeMap<Integer, Integer> met = new TreeMap<>();
        map.scan(met::put);
        return met.toString();
    }

    @Validate
    public void structure() {
        map.verify();
    }

    @Test
    @Tag("model-checking")
    void modelChecking() {
        new ModelCheckingOptions()
                .iterations(Stress.scaled(SCENARIOS / 2))
                .invocationsPerIteration(100)
                .loopBound(LOOP_BOUND)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(BatchLincheckTest.class);
    }

    @Test
    void stress() {
        new StressOptions()
                .iterations(Stress.scaled(SCENARIOS))
                .invocationsPerIteration(3_000)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(BatchLincheckTest.class);
    }
}
