package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A fail-fast iteration finds every change at its next step, and raises no other alarm.
 *
 * <p>Seen red, with each of these taken out of the sources: the guards' bit in {@code Epochs.install} (a change of what
 * the iteration has written), {@code epoch.trip} in {@code Writes.commit}, {@code plan.trip} in {@code Batch.write}
 * (changes missed); {@code isThrough} in {@code Epoch.trip}, {@code guard.map == map} there (false alarms).
 */
class FailFastTest {
    private static final int TRIALS = Stress.scaled(100_000);

    private static final ExecutorService OTHER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "another");
        thread.setDaemon(true);
        return thread;
    });

    @AfterAll
    static void stop() {
        OTHER.shutdown();
    }

    private static StillMap<Integer, Integer> map(int entries) {
        StillMap<Integer, Integer> map = new StillMap<>();
        for (int key = 0; key < entries; key++) {
            map.put(key, -1 - key);
        }
        return map;
    }

    /** One iteration, and one operation on its way. */
    private record Trial(Random random, List<Operation<Integer, Integer>> operations) {

        /** Returns whether the operation changed something. */
        boolean run() throws Exception {
            int entries = random.nextInt(random.nextInt(10) == 0 ? 200 : 30);
            StillMap<Integer, Integer> map = map(entries);
            Operation<Integer, Integer> operation = operations.get(random.nextInt(operations.size()));
            int key = random.nextInt(entries + 5);
            int value = random.nextInt();
            try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.FAIL_FAST)) {
                int steps = random.nextInt(entries + 1);
                for (int i = 0; i < steps; i++) {
                    iteration.next();
                }
                boolean ownThread = random.nextBoolean();
                boolean changed = isChangedBy(operation, map, key, value, ownThread);
                if (changed) {
                    String by = ownThread ? "the iterating thread" : "thread another";
                    for (int again = 0; again < 2; again++) {
                        assertThatExceptionOfType(ConcurrentModificationException.class)
                                .as("%s of key %s", operation, key)
                                .isThrownBy(() -> step(iteration, steps > 0))
                                .withMessageMatching("bucket \\d+ of \\d+ was changed in epoch \\d+ by " + by
                                        + ", not through this iteration");
                    }
                    assertThat(map.stats().snapshots().open()).isZero();
                } else {
                    int left = 0;
                    while (iteration.hasNext()) {
                        iteration.next();
                        left++;
                    }
                    assertThat(left).as("after %s of key %s", operation, key).isEqualTo(entries - steps);
                }
                return changed;
            }
        }

        private void step(Iteration<Integer, Integer> iteration, boolean hasEntry) {
            switch (random.nextInt(hasEntry ? 4 : 2)) {
                case 0 -> iteration.hasNext();
                case 1 -> iteration.next();
                case 2 -> iteration.tryRemove();
                default -> iteration.remove();
            }
        }

        private static boolean isChangedBy(
                Operation<Integer, Integer> operation,
                StillMap<Integer, Integer> map,
                int key,
                int value,
                boolean ownThread)
                throws Exception {
            Map<Integer, Integer> before = new HashMap<>(map);
            if (ownThread) {
                operation.action().call(map, key, value);
            } else {
                OTHER.submit(() -> operation.action().call(map, key, value)).get();
            }
            return !map.equals(before);
        }
    }

    @Test
    void everyChangeIsFoundByTheNextStepAndNothingElseIs() throws Exception {
        long seed = Stress.seed();
        List<Operation<Integer, Integer>> operations = Operation.all();
        int changed = 0;
        int unchanged = 0;
        for (int trial = 0; changed < TRIALS || unchanged < TRIALS; trial++) {
            try {
                if (new Trial(new Random(seed + trial), operations).run()) {
                    changed++;
                } else {
                    unchanged++;
                }
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("stillmap.seed=" + seed + ", trial " + trial, failed);
            }
        }
        assertThat(changed).isGreaterThanOrEqualTo(TRIALS);
        assertThat(unchanged).isGreaterThanOrEqualTo(TRIALS);
    }

    /** What the iteration does itself: removals and new values, of some entries, while the table grows and shrinks. */
    @Test
    void whatIsDoneThroughTheIterationRaisesNoAlarm() {
        long seed = Stress.seed();
        for (int trial = 0; trial < TRIALS; trial++) {
            Random random = new Random(seed + trial);
            int entries = random.nextInt(random.nextInt(10) == 0 ? 300 : 30);
            StillMap<Integer, Integer> map = map(entries);
            Map<Integer, Integer> expected = new HashMap<>(map);
            int met = 0;
            try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.FAIL_FAST)) {
                while (iteration.hasNext()) {
                    Map.Entry<Integer, Integer> entry = iteration.next();
                    met++;
                    switch (random.nextInt(6)) {
                        case 0 -> {
                            assertThat(iteration.tryRemove()).isTrue();
                            expected.remove(entry.getKey());
                        }
                        case 1 -> {
                            entry.setValue(trial);
                            expected.put(entry.getKey(), trial);
                        }
                        case 2 -> {
                            entry.setValue(trial);
                            iteration.remove();
                            expected.remove(entry.getKey());
                        }
                        case 3 -> map.trimToSize();
                        default -> map.snapshot().close();
                    }
                }
            } catch (ConcurrentModificationException falseAlarm) {
                throw new AssertionError("stillmap.seed=" + seed + ", trial " + trial, falseAlarm);
            }
            if (met != entries || !map.equals(expected)) {
                assertThat(map).as("stillmap.seed=%s, trial %s", seed, trial).isEqualTo(expected);
                assertThat(met).isEqualTo(entries);
            }
        }
    }

    /** A writer beside it: whatever has returned before a step begins is found by the step. */
    @Tag("stress")
    @Test
    void aChangeThatReturnedBeforeTheStepIsFound() throws Exception {
        Random random = new Random(Stress.seed());
        StillMap<Integer, Integer> map = map(50);
        AtomicInteger written = new AtomicInteger();
        AtomicBoolean stopped = new AtomicBoolean();
        Background<Object> writer = Background.start(() -> {
            for (int i = 1; !stopped.get(); i++) {
                switch (i % 4) {
                    case 0 -> map.put(i % 50, i);
                    case 1 -> map.merge(i % 50, 1, Integer::sum);
                    case 2 -> map.batch().put(i % 50, i).put(i % 37, -i).commit();
                    default -> map.compute(i % 50, (key, old) -> -1);
                }
                written.set(i);
                for (int spins = i % 64; spins > 0; spins--) {
                    Thread.onSpinWait();
                }
            }
            return null;
        });
        int found = 0;
        for (int trial = 0; found < Stress.scaled(100_000); trial++) {
            int before = written.get();
            try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.FAIL_FAST)) {
                int opened = written.get();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    // The write of `opened + 1` may have begun before the iteration was opened; the next has not.
                    boolean mustFail = written.get() > opened + 1;
                    try {
                        iteration.next();
                        assertThat(mustFail)
                                .as("trial %s: a change was missed", trial)
                                .isFalse();
                    } catch (ConcurrentModificationException expected) {
                        assertThat(written.get() + 1).isGreaterThan(before);
                        found++;
                        break;
                    }
                }
            }
        }
        stopped.set(true);
        writer.await();
        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().allIterations().open()).isZero();
        map.verify();
    }

    @Test
    void anotherMapOfTheDomainIsAnotherMap() {
        EpochDomain domain = new EpochDomain();
        StillMap<Integer, Integer> map =
                StillMap.<Integer, Integer>builder().domain(domain).build();
        StillMap<Integer, Integer> neighbour =
                StillMap.<Integer, Integer>builder().domain(domain).build();
        map.put(1, 1);
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.FAIL_FAST)) {
            neighbour.put(1, 1);
            domain.batch().of(neighbour).put(2, 2);
            domain.snapshot().close();
            assertThat(iteration.next()).isEqualTo(Map.entry(1, 1));
            var batch = domain.batch();
            batch.of(neighbour).put(3, 3);
            batch.of(map).put(3, 3);
            batch.commit();
            assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(iteration::hasNext);
        }
    }

    /** A bucket that the iteration has written carries the current epoch's stamp. */
    @Test
    void aChangeOfWhatTheIterationHasWrittenIsFound() {
        StillMap<Integer, Integer> map = map(3);
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.FAIL_FAST)) {
            Map.Entry<Integer, Integer> entry = iteration.next();
            entry.setValue(7);
            assertThat(iteration.hasNext()).isTrue();
            map.put(entry.getKey(), 8);
            assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(iteration::hasNext);
        }
    }

    @Test
    void aValueReplacedByItselfIsAChange() {
        StillMap<Integer, Integer> map = map(3);
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.FAIL_FAST)) {
            map.put(0, map.get(0));
            assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(iteration::next);
        }
    }

    @Test
    void changesAfterItsEndAreNoneOfItsBusiness() {
        StillMap<Integer, Integer> map = map(1);
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.FAIL_FAST)) {
            iteration.next();
            assertThat(iteration.hasNext()).isFalse();
            map.put(5, 5);
            assertThat(iteration.hasNext()).isFalse();
            assertThat(iteration.tryRemove()).isTrue();
            assertThat(iteration.contract()).isEqualTo(IterationContract.FAIL_FAST);
        }
        assertThat(map).containsOnlyKeys(5);
    }

    @Test
    void itsEntriesBelongToItAlsoAfterItsEnd() {
        StillMap<Integer, Integer> map = map(1);
        Map.Entry<Integer, Integer> entry;
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.FAIL_FAST)) {
            entry = iteration.next();
        }
        assertThat(entry.setValue(9)).isEqualTo(-1);
        assertThat(map).containsEntry(0, 9);
    }

    @Test
    void aClosedOneSaysSoBeforeAnythingElse() {
        StillMap<Integer, Integer> map = map(2);
        Iteration<Integer, Integer> iteration = map.iterate(IterationContract.FAIL_FAST);
        iteration.next();
        map.put(0, 0);
        iteration.close();
        assertThatIllegalStateException().isThrownBy(iteration::hasNext);
        assertThatIllegalStateException().isThrownBy(iteration::next);
        assertThatIllegalStateException().isThrownBy(iteration::remove);
    }

    @Test
    void aDroppedOneIsFound() {
        StillMap<Integer, Integer> map = map(100);
        assertThat(map.iterate(IterationContract.FAIL_FAST).next()).isNotNull();

        Await.collectedUntil(
                "the iteration is found", () -> map.stats().allIterations().leaked() == 1);
    }

    @Test
    void writersCopyNothing() {
        StillMap<Integer, Integer> map = map(100);
        try (Iteration<Integer, Integer> iteration = map.iterate(IterationContract.FAIL_FAST)) {
            iteration.next().setValue(7);
            map.replaceAll((key, value) -> value + 1);
            assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(iteration::next);
        }
        assertThat(map.stats().snapshots().opened()).isZero();
        assertThat(map.stats().snapshots().bucketsCopied()).isZero();
    }
}
