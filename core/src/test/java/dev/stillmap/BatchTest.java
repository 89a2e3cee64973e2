package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one batch does; how it behaves beside other threads is {@link dev.stillmap.scenario.BatchScenario}'s. */
class BatchTest {

    private final StillMap<Integer, String> map = new StillMap<>(Map.of(1, "a", 2, "b", 3, "c"));

    @Test
    void allWritesAreMade() {
        map.batch()
                .put(1, "x")
                .remove(2)
                .merge(3, "y", String::concat)
                .merge(4, "z", String::concat)
                .compute(5, (key, old) -> key + ":" + old)
                .commit();

        assertThat(map).containsExactlyInAnyOrderEntriesOf(Map.of(1, "x", 3, "cy", 4, "z", 5, "5:null"));
        assertThat(map.mappingCount()).isEqualTo(4);
        map.verify();
    }

    @Test
    void writesOfOneKeyAreMadeInTheirOrder() {
        map.batch()
                .put(1, "x")
                .compute(1, (key, old) -> old + "y")
                .merge(1, "z", String::concat)
                .remove(2)
                .merge(2, "new", String::concat)
                .compute(3, (key, old) -> null)
                .put(3, "last")
                .commit();

        assertThat(map).containsExactlyInAnyOrderEntriesOf(Map.of(1, "xyz", 2, "new", 3, "last"));
    }

    @Test
    void nullRemovesAndRemovingNothingIsNothing() {
        map.batch()
                .compute(1, (key, old) -> null)
                .merge(2, "x", (old, given) -> null)
                .compute(7, (key, old) -> null)
                .remove(8)
                .commit();

        assertThat(map).containsOnlyKeys(3);
        assertThat(map.mappingCount()).isEqualTo(1);
        map.verify();
    }

    @Test
    void nothingIsWrittenBeforeTheCommit() {
        AtomicInteger runs = new AtomicInteger();
        WriteBatch<Integer, String> batch = map.batch().put(1, "x").compute(2, (key, old) -> {
            runs.incrementAndGet();
            return old;
        });

        assertThat(map.get(1)).isEqualTo("a");
        assertThat(runs).hasValue(0);
        batch.commit();
        assertThat(map.get(1)).isEqualTo("x");
        assertThat(runs).hasValue(1);
    }

    @Test
    void aSnapshotTakenBeforeHasNoneOfIt() {
        Map<Integer, String> before = new HashMap<>(map);
        try (Snapshot<Integer, String> snapshot = map.snapshot()) {
            map.batch().put(1, "x").put(9, "y").remove(2).commit();

            assertThat(snapshot).containsExactlyInAnyOrderEntriesOf(before);
            assertThat(map).containsOnlyKeys(1, 3, 9);
        }
    }

    @Test
    void anEmptyOneIsFree() {
        map.batch().commit();

        assertThat(map).hasSize(3);
        assertThat(map.stats().table().growthsStarted()).isZero();
    }

    @Test
    void itIsUsedOnce() {
        WriteBatch<Integer, String> batch = map.batch().put(1, "x");
        batch.commit();

        assertThatIllegalStateException().isThrownBy(batch::commit).withMessageContaining("committed already");
        assertThatIllegalStateException().isThrownBy(() -> batch.put(1, "y"));
        assertThatIllegalStateException().isThrownBy(() -> batch.remove(1));
        assertThatIllegalStateException().isThrownBy(() -> batch.merge(1, "y", String::concat));
        assertThatIllegalStateException().isThrownBy(() -> batch.compute(1, (key, old) -> "y"));
        assertThat(map.get(1)).isEqualTo("x");
    }

    @Test
    void onlyDeclaredKeysAreWritten() {
        WriteBatch<Integer, String> batch = map.batch(List.of(1, 2));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.put(3, "x"))
                .withMessageContaining("key 3 was not declared");
        batch.put(1, "x").commit();
        assertThat(map).containsEntry(1, "x").containsEntry(2, "b").containsEntry(3, "c");
    }

    @Test
    void nullsAreRefusedWhenTheyAreGiven() {
        WriteBatch<Integer, String> batch = map.batch();

        assertThatNullPointerException().isThrownBy(() -> batch.put(null, "x"));
        assertThatNullPointerException().isThrownBy(() -> batch.put(1, null));
        assertThatNullPointerException().isThrownBy(() -> batch.remove(null));
        assertThatNullPointerException().isThrownBy(() -> batch.merge(1, null, String::concat));
        assertThatNullPointerException().isThrownBy(() -> batch.merge(1, "x", null));
        assertThatNullPointerException().isThrownBy(() -> batch.compute(1, null));
        assertThatNullPointerException().isThrownBy(() -> map.batch(Arrays.asList(1, null)));
        batch.commit();
        assertThat(map).hasSize(3);
    }

    @Test
    void aFunctionThatThrowsLeavesAllAsItWas() {
        Map<Integer, String> before = new HashMap<>(map);
        IllegalArgumentException thrown = new IllegalArgumentException("thrown on purpose");
        WriteBatch<Integer, String> batch = map.batch().put(1, "x").remove(2).compute(3, (key, old) -> {
            throw thrown;
        });

        assertThatThrownBy(batch::commit).isSameAs(thrown);
        assertThat(map).containsExactlyInAnyOrderEntriesOf(before);
        map.put(3, "written");
        map.verify();
        assertThatIllegalStateException().isThrownBy(batch::commit);
    }

    @Test
    void aFunctionOfTheMapCommitsNoBatchToIt() {
        StillMap<Integer, String> other = new StillMap<>();
        map.compute(1, (key, old) -> {
            other.batch().put(1, "fine").commit();
            assertThatIllegalStateException()
                    .isThrownBy(() -> map.batch().put(1_000, "x").commit());
            return old;
        });
        map.batch()
                .compute(2, (key, old) -> {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> map.batch().put(1_000, "x").commit());
                    return old;
                })
                .commit();

        assertThat(other).containsEntry(1, "fine");
        assertThat(map).doesNotContainKey(1_000);
        map.batch().put(1_000, "now").commit();
        assertThat(map).containsEntry(1_000, "now");
    }

    @Test
    void aFunctionThatWritesToAKeyOfItsBatchIsRefused() {
        WriteBatch<Integer, String> batch = map.batch().compute(1, (key, old) -> map.put(1, "recursive"));

        assertThatIllegalStateException().isThrownBy(batch::commit).withMessageContaining("recursive");
        assertThat(map.get(1)).isEqualTo("a");
        map.verify();
    }

    @Test
    void aLargeOneIntoAnEmptyMapMakesItGrow() {
        StillMap<Integer, Integer> empty = new StillMap<>();
        WriteBatch<Integer, Integer> batch = empty.batch();
        int entries = 100_000;
        for (int key = 0; key < entries; key++) {
            batch.put(key, -key);
        }
        batch.commit();

        empty.verify();
        assertThat(empty.mappingCount()).isEqualTo(entries);
        for (int key = 0; key < entries; key++) {
            assertThat(empty.get(key)).isEqualTo(-key);
        }
        batch = empty.batch();
        for (int key = 0; key < entries; key++) {
            batch.remove(key);
        }
        batch.commit();
        empty.verify();
        assertThat(empty).isEmpty();
    }

    @Test
    void moreRemovalsThanSequenceNumbersInOneEpoch() {
        for (int i = 0; i < 200; i++) {
            map.batch().put(1, "x").remove(2).commit();
            map.batch().remove(1).put(2, "y").commit();
        }

        map.verify();
        assertThat(map).containsEntry(2, "y").containsEntry(3, "c").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBatchThatWaitsForAFunctionHoldsNothing(boolean runsFunctions) throws Exception {
        StillMap<Integer, Integer> numbers = new StillMap<>(10_000);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Background<Integer> computing = Background.start(() -> numbers.compute(0, (key, old) -> {
            running.countDown();
            awaitUninterruptibly(end);
            return 1;
        }));
        running.await();
        WriteBatch<Integer, Integer> batch = numbers.batch();
        for (int key = 0; key < 1_000; key++) {
            if (runsFunctions) {
                batch.merge(key, 10, Integer::sum);
            } else {
                batch.put(key, 11);
            }
        }
        Background<Boolean> committing = Background.start(() -> {
            batch.commit();
            return true;
        });
        Await.waiting(committing.thread());
        for (int key = 1_000; key > 500; key--) {
            numbers.put(key, 1);
        }
        assertThat(committing.isDone()).isFalse();
        end.countDown();
        computing.await();
        committing.await();

        for (int key = 0; key < 1_000; key++) {
            assertThat(numbers.get(key)).isEqualTo(!runsFunctions || key == 0 || key > 500 ? 11 : 10);
        }
        numbers.verify();
    }

    /**
     * A batch whose buckets are reserved by others all the time keeps what it has got after some tries. Seen red with
     * everything given back each time.
     */
    @Test
    void aBatchGetsThroughBesideFunctionsWithoutPause() throws Exception {
        StillMap<Integer, Integer> numbers = new StillMap<>(1_000);
        AtomicBoolean committed = new AtomicBoolean();
        List<Background<Boolean>> computing = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            Random random = new Random(thread);
            computing.add(Background.start(() -> {
                while (!committed.get()) {
                    numbers.compute(random.nextInt(100), (key, old) -> {
                        LockSupport.parkNanos(50_000_000);
                        return old;
                    });
                }
                return true;
            }));
        }
        WriteBatch<Integer, Integer> batch = numbers.batch();
        for (int key = 0; key < 100; key++) {
            batch.put(key, key);
        }
        Background.start(() -> {
                    batch.commit();
                    return true;
                })
                .await();
        committed.set(true);
        for (Background<Boolean> one : computing) {
            one.await();
        }

        assertThat(numbers).hasSize(100);
        numbers.verify();
    }

    /**
     * Functions that write to another key of the batch are not refused because of a batch that waits for them. Seen red
     * with circles refused although the batch could give way.
     */
    @Test
    void aBatchGivesWayToFunctions() throws Exception {
        StillMap<Integer, Integer> numbers = new StillMap<>(1_000);
        AtomicBoolean stopped = new AtomicBoolean();
        int keys = 50;
        Background<Integer> computing = Background.start(() -> {
            int rounds = 0;
            while (!stopped.get()) {
                int key = rounds++ % keys;
                numbers.compute(key, (same, old) -> {
                    LockSupport.parkNanos(1_000_000);
                    numbers.put(1_000 + key, key);
                    return key;
                });
            }
            return rounds;
        });
        for (int round = 0; round < Stress.scaled(200); round++) {
            WriteBatch<Integer, Integer> batch = numbers.batch();
            for (int key = 0; key < keys; key++) {
                batch.merge(key, round, (old, given) -> given).put(1_000 + key, round);
            }
            batch.commit();
        }
        stopped.set(true);

        assertThat(computing.await()).isPositive();
        numbers.verify();
    }

    /** Whatever the interleaving: one of two that wait for each other is refused, and both end. */
    @Test
    void batchesInFunctionsOfEachOthersMapsEnd() throws Exception {
        StillMap<Integer, Integer> left = new StillMap<>();
        StillMap<Integer, Integer> right = new StillMap<>();
        for (int round = 0; round < Stress.scaled(300); round++) {
            CountDownLatch both = new CountDownLatch(2);
            Background<Boolean> one = Background.start(() -> nested(left, right, both));
            Background<Boolean> other = Background.start(() -> nested(right, left, both));
            assertThat(one.await() || other.await()).isTrue();
        }
        left.verify();
        right.verify();
    }

    /** Whether the batch in the function was made. */
    private static boolean nested(
            StillMap<Integer, Integer> outer, StillMap<Integer, Integer> inner, CountDownLatch both) {
        AtomicBoolean made = new AtomicBoolean();
        outer.compute(1, (key, old) -> {
            both.countDown();
            awaitUninterruptibly(both);
            try {
                inner.batch().merge(1, 1, Integer::sum).put(2, 2).commit();
                made.set(true);
            } catch (IllegalStateException refused) {
                assertThat(refused).hasMessageContaining("recursive");
            }
            return 1;
        });
        return made.get();
    }

    @Test
    void aTrimUnderFunctionsJoinsReservedBuckets() {
        StillMap<Integer, Integer> numbers = new StillMap<>(10_000);
        WriteBatch<Integer, Integer> batch = numbers.batch();
        for (int key = 0; key < 100; key++) {
            boolean first = key == 0;
            batch.compute(key, (same, old) -> {
                if (first) {
                    numbers.trimToSize();
                }
                return 1;
            });
        }
        batch.commit();

        numbers.verify();
        assertThat(numbers).hasSize(100).containsEntry(99, 1);
        numbers.put(5, 2);
        assertThat(numbers.stats().table().growthsCompleted()).isPositive();
    }

    @Test
    void aKeyWhoseEqualsThrowsAfterTheFunctionsRanLeavesAllAsItWas() {
        StillMap<Object, Integer> numbers = new StillMap<>();
        AtomicBoolean throwing = new AtomicBoolean();
        record Fragile(int id, AtomicBoolean throwing) {
            @Override
            public boolean equals(Object other) {
                if (throwing.get()) {
                    throw new IllegalArgumentException("thrown on purpose");
                }
                return other instanceof Fragile fragile && fragile.id == id;
            }

            @Override
            public int hashCode() {
                return id;
            }
        }
        for (int id = 0; id < 4; id++) {
            numbers.put(new Fragile(id, throwing), 0);
        }
        WriteBatch<Object, Integer> batch = numbers.batch();
        for (int id = 0; id < 4; id++) {
            boolean last = id == 3;
            batch.compute(new Fragile(id, throwing), (key, old) -> {
                throwing.set(last);
                return 1;
            });
        }

        assertThatIllegalArgumentException().isThrownBy(batch::commit).withMessage("thrown on purpose");
        throwing.set(false);
        for (int id = 0; id < 4; id++) {
            assertThat(numbers.put(new Fragile(id, throwing), 2)).isZero();
        }
        numbers.verify();
    }

    /** What could not be recorded is not done, and nothing else either: the key stays as it is. */
    @Test
    void aKeyThatCouldNotBeRecordedIsLeftAlone() {
        AtomicBoolean throwing = new AtomicBoolean();
        record Colliding(int id, AtomicBoolean throwing) implements Comparable<Colliding> {
            @Override
            public int compareTo(Colliding other) {
                if (throwing.get()) {
                    throw new IllegalArgumentException("thrown on purpose");
                }
                return Integer.compare(id, other.id);
            }

            @Override
            public int hashCode() {
                return 7;
            }
        }
        StillMap<Object, Integer> numbers = new StillMap<>();
        for (int id = 0; id < 20; id++) {
            numbers.put(new Colliding(id, throwing), 0);
        }
        WriteBatch<Object, Integer> batch = numbers.batch();
        List<Integer> recorded = new ArrayList<>();
        throwing.set(true);
        for (int id = 0; id < 20; id++) {
            Object key = new Colliding(id, throwing);
            try {
                batch.put(key, 1);
                recorded.add(id);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessage("thrown on purpose");
            }
        }
        throwing.set(false);
        batch.commit();

        assertThat(recorded).hasSizeBetween(1, 19);
        for (int id = 0; id < 20; id++) {
            assertThat(numbers.get(new Colliding(id, throwing))).isEqualTo(recorded.contains(id) ? 1 : 0);
        }
        numbers.verify();
    }

    @Test
    void anInterruptWhileItWaitsIsKeptAndTheBatchMade() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Background<String> computing = Background.start(() -> map.compute(1, (key, old) -> {
            running.countDown();
            awaitUninterruptibly(end);
            return old;
        }));
        running.await();
        Background<Boolean> committing = Background.start(() -> {
            map.batch().put(1, "x").merge(2, "y", String::concat).commit();
            return Thread.interrupted();
        });
        Await.waiting(committing.thread());
        committing.thread().interrupt();
        end.countDown();

        assertThat(committing.await()).isTrue();
        computing.await();
        assertThat(map).containsEntry(1, "x").containsEntry(2, "by");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
