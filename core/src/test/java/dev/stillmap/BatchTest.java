package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
        assertThat(map.stats().growthsStarted()).isZero();
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

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
