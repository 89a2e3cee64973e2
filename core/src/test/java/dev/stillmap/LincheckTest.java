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
 * Every operation on single keys is linearizable, together with taking and reading a snapshot and with scans, on one bucket that is so
 * full that inserts overflow it and make the map grow within the scenario.
 *
 * <p>A build runs few scenarios; 100 and more of each kind run by {@code ./stillmap test -pl core
 * -Dtest=LincheckTest -Dstillmap.stress=10}.
 */
@Tag("stress")
@Param(name = "key", gen = IntGen.class, conf = "6:10")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class LincheckTest {
    private static final int SCENARIOS = 10;
    private static final int FULL = 7;

    /** No loop of the map is longer at this size; the longest is that of a write that helps to move the table. */
    private static final int LOOP_BOUND = 200;

    private final StillMap<Integer, Integer> map = new StillMap<>();

    public LincheckTest() {
        for (int key = 1; key <= FULL; key++) {
            map.put(key, 0);
        }
    }

    @Operation
    public Integer get(@Param(name = "key") int key) {
        return map.get(key);
    }

    @Operation
    public boolean containsKey(@Param(name = "key") int key) {
        return map.containsKey(key);
    }

    @Operation
    public Integer put(@Param(name = "key") int key, @Param(name = "value") int value) {
        return map.put(key, value);
    }

    @Operation
    public Integer putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
        return map.putIfAbsent(key, value);
    }

    @Operation
    public Integer remove(@Param(name = "key") int key) {
        return map.remove(key);
    }

    @Operation
    public boolean removeIfEqual(@Param(name = "key") int key, @Param(name = "value") int value) {
        return map.remove(key, value);
    }

    @Operation
    public Integer replace(@Param(name = "key") int key, @Param(name = "value") int value) {
        return map.replace(key, value);
    }

    @Operation
    public boolean replaceIfEqual(
            @Param(name = "key") int key, @Param(name = "value") int old, @Param(name = "value") int value) {
        return map.replace(key, old, value);
    }

    @Operation
    public Integer computeIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
        return map.computeIfAbsent(key, k -> value);
    }

    @Operation
    public Integer computeIfPresent(@Param(name = "key") int key, @Param(name = "value") int value) {
        return map.computeIfPresent(key, (k, old) -> old == 2 ? null : old + value);
    }

    @Operation
    public Integer compute(@Param(name = "key") int key, @Param(name = "value") int value) {
        return map.compute(
                key, (k, old) -> old == null ? Integer.valueOf(value) : old == 1 ? null : Integer.valueOf(old + value));
    }

    @Operation
    public Integer merge(@Param(name = "key") int key, @Param(name = "value") int value) {
        return map.merge(key, value, Integer::sum);
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
                .iterations(Stress.scaled(SCENARIOS))
                .invocationsPerIteration(200)
                .loopBound(LOOP_BOUND)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(LincheckTest.class);
    }

    @Test
    void stress() {
        new StressOptions()
                .iterations(Stress.scaled(SCENARIOS))
                .invocationsPerIteration(3_000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(LincheckTest.class);
    }
}
