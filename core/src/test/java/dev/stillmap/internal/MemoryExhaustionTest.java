package dev.stillmap.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.StillMap;
import dev.stillmap.Stress;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Memory is refused at every allocation of the map in turn: the operation that needed it happens wholly or not at all,
 * nothing else changes, nothing stays locked, reserved, open or retained, and the map goes on.
 *
 * <p>Seen red, with each of these undone: a close that goes on without an epoch, without a place in the queue of a
 * lock, and without memory for handing over; an {@code iterate} that closes its snapshot when it fails; a walk and a
 * comparison that put a bucket back when reading it fails; changes that are forgotten when one of their bucket fails;
 * an iterator that steps on only with its entry; a tally that counts without cells; a sum of retained bytes that
 * leaves out what the snapshot could not note; a trim that ends early; no allocation under the bucket lock, in {@code
 * Writes.reserve}.
 */
class MemoryExhaustionTest {
    private static final long SEED = Stress.seed();

    /** Times at each site that are refused in any case; more are chosen at random. */
    private static final int FIRST_TIMES = 2;

    private static final int RANDOM_TIMES = Stress.scaled(4);

    @AfterEach
    void permitAll() {
        Allocations.guardedBy(null);
    }

    /** With so few bytes snapshots expire all the time, by writers that hand their copies over. */
    @Tag("stress")
    @ParameterizedTest(name = "snapshots may retain {0} bytes")
    @ValueSource(longs = {Long.MAX_VALUE, 6_000})
    void theMapGoesOnAfterEveryRefusal(long maxRetainedBytes) {
        Map<String, Integer> sites = run(maxRetainedBytes, new MemoryGate()).times();
        Random random = new Random(SEED);
        for (Map.Entry<String, Integer> site : sites.entrySet()) {
            for (int i = 1; i <= FIRST_TIMES + RANDOM_TIMES; i++) {
                int time = i <= FIRST_TIMES ? i : 1 + random.nextInt(site.getValue());
                MemoryGate gate = new MemoryGate(site.getKey(), time);
                try {
                    run(maxRetainedBytes, gate);
                } catch (RuntimeException | Error broken) {
                    throw new AssertionError(
                            "stillmap.seed=" + SEED + ", refused: " + site.getKey() + ", time " + time, broken);
                }
            }
        }
    }

    private static MemoryGate run(long maxRetainedBytes, MemoryGate gate) {
        Allocations.guardedBy(gate);
        new MemoryProgram(SEED, maxRetainedBytes, gate).run();
        return gate;
    }

    /** What only a second thread needs. */
    @ParameterizedTest
    @ValueSource(strings = {"waiter", "wait edge"})
    void aWaitThatIsRefusedMemoryLeavesNoTrace(String site) throws Exception {
        StillMap<String, Integer> map = new StillMap<>(Map.of("a", 1));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        FutureTask<Integer> function = new FutureTask<>(() -> map.compute("a", (key, value) -> {
            inside.countDown();
            awaitUninterrupted(refused);
            return value + 1;
        }));
        new Thread(function).start();
        awaitUninterrupted(inside);

        MemoryGate gate = new MemoryGate(site, 1);
        Allocations.guardedBy(gate);
        assertThatThrownBy(() -> gate.guarding(() -> map.put("a", 7))).isInstanceOf(MemoryGate.Refused.class);
        Allocations.guardedBy(null);

        assertThat(map.get("a")).isEqualTo(1);
        refused.countDown();
        assertThat(function.get()).isEqualTo(2);
        assertThat(map.put("a", 7)).isEqualTo(2);
        map.verify();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void everyAllocationAsksForMemory() throws Exception {
        assertThat(AllocationSites.silent()).isEmpty();
    }

    /** An allocation that no test comes to is not tested. */
    @Test
    void everySiteIsComeTo() throws Exception {
        assertThat(run(Long.MAX_VALUE, new MemoryGate()).times().keySet())
                .containsAll(AllocationSites.names().stream()
                        .filter(site -> !site.equals("waiter") && !site.equals("wait edge"))
                        .toList());
    }
}
