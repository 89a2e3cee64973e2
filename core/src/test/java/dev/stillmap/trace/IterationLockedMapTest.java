package dev.stillmap.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillmap.Await;
import dev.stillmap.Background;
import dev.stillmap.Stress;
import dev.stillmap.scenario.Crew;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IterationLockedMapTest {
    private static final long BLOCK_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final AtomicLong clock = new AtomicLong();

    private final LockingMap<String, Integer> map =
            new LockingMap<>(new HashMap<>(Map.of("a", 1, "b", 2, "c", 3)), BLOCK_NANOS, clock::get);

    private Background<Integer> writer() {
        Background<Integer> writer = Background.start(() -> map.put("new", 4));
        Await.until("the writer waits", () -> map.holds().waitingWriters() == 1);
        Await.waiting(writer.thread());
        return writer;
    }

    /** Seen red with {@code isHeld} answering false: the iterator then throws what HashMap's does. */
    @Test
    void anIterationKeepsWritersOutUntilItsEnd() throws Exception {
        HeldIterator<Map.Entry<String, Integer>> each = map.iterate();
        each.next();
        Background<Integer> writer = writer();
        int met = 1;
        for (; each.hasNext(); each.next()) {
            assertThat(writer.isDone()).isFalse();
            met++;
        }
        assertThat(met).isEqualTo(3);
        assertThat(writer.await()).isNull();
        assertThat(map).hasSize(4);
        assertThat(each.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(each::next);
    }

    @Test
    void closeLetsWritersIn() throws Exception {
        HeldIterator<Map.Entry<String, Integer>> each = map.iterate();
        Background<Integer> writer = writer();
        each.close();
        each.close();
        writer.await();
        assertThatIllegalStateException().isThrownBy(each::next).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(each::hasNext);
        assertThatIllegalStateException().isThrownBy(each::remove);
    }

    @Test
    void theBlockTimeLetsWritersInAndEndsTheIteration() throws Exception {
        HeldIterator<String> each = (HeldIterator<String>) map.keySet().iterator();
        each.next();
        clock.set(BLOCK_NANOS - 1);
        assertThat(each.hasNext()).isTrue();
        clock.set(BLOCK_NANOS);
        assertThat(map.put("new", 4)).isNull();
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(ConcurrentModificationException.class)
                    .isThrownBy(each::next)
                    .withMessageContaining("block time");
        }
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(each::remove);
    }

    @Test
    void afterTheBlockTimeTheNextStepThrowsThoughNobodyHasWritten() {
        Iterator<Integer> each = map.values().iterator();
        each.next();
        clock.set(BLOCK_NANOS);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(each::hasNext);
    }

    @Test
    void aWriterThatWaitsIsLetInByTheDeadlineOfRealTime() throws Exception {
        IterationLockedMap<String, Integer> real =
                MapIterations.iterationLockedMap(new HashMap<>(Map.of("a", 1)), Duration.ofMillis(20));
        Iterator<String> each = real.keySet().iterator();
        assertThat(Background.start(() -> real.put("b", 2)).await()).isNull();
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(each::next);
    }

    @Test
    void aThreadDoesNotWaitForItsOwnIterationButEndsIt() {
        Iterator<String> each = map.keySet().iterator();
        each.next();
        map.put("own", 1);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(each::next);
        assertThat(map).containsKey("own");
    }

    @Test
    void removingAndSettingByTheIterationLeaveItOpen() {
        for (Iterator<Map.Entry<String, Integer>> each = map.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Integer> entry = each.next();
            if (entry.getKey().equals("a")) {
                each.remove();
            } else {
                entry.setValue(-entry.getValue());
            }
        }
        assertThat(map).isEqualTo(Map.of("b", -2, "c", -3));
        map.values().removeIf(value -> value == -2);
        assertThat(map.values().remove(-3)).isTrue();
        assertThat(map).isEmpty();
    }

    @Test
    void readersAndOtherIterationsGoOn() throws Exception {
        HeldIterator<Map.Entry<String, Integer>> each = map.iterate();
        assertThat(Background.start(() -> map.get("a")).await()).isEqualTo(1);
        assertThat(Background.start(() -> List.copyOf(map.keySet())).await()).hasSize(3);
        each.close();
    }

    /** Else the holder would wait for the writer that waits for it. */
    @Test
    void aHolderMayNestAnIterationWhileAWriterWaits() throws Exception {
        HeldIterator<Map.Entry<String, Integer>> outer = map.iterate();
        outer.next();
        Background<Integer> writer = writer();
        assertThat(List.copyOf(map.keySet())).hasSize(3);
        Background<Integer> later = Background.start(
                () -> map.keySet().size() + List.copyOf(map.keySet()).size());
        Await.waiting(later.thread());
        assertThat(later.isDone()).isFalse();
        outer.close();
        writer.await();
        assertThat(later.await()).isGreaterThanOrEqualTo(7);
    }

    @Test
    void aWriterWaitsThroughInterruptsAndStaysInterrupted() throws Exception {
        HeldIterator<Map.Entry<String, Integer>> each = map.iterate();
        Background<Boolean> writer = Background.start(() -> {
            map.put("new", 4);
            return Thread.interrupted();
        });
        Await.until("the writer waits", () -> map.holds().waitingWriters() == 1);
        writer.thread().interrupt();
        Await.waiting(writer.thread());
        assertThat(writer.isDone()).isFalse();
        each.close();
        assertThat(writer.await()).isTrue();
    }

    @Test
    void aLoopThatThrowsLetsWritersIn() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() -> map.forEach((key, value) -> {
                    throw new IllegalStateException();
                }));
        assertThat(Background.start(() -> map.put("new", 1)).await()).isNull();
    }

    /** Seen red, by the watchdog, with an iteration that waits for a writer which waits for the lookup around it. */
    @Test
    void aLookupMayIterateWhileAWriterWaits() throws Exception {
        IterationLockedMap<Object, Integer> shared =
                MapIterations.iterationLockedMap(new HashMap<>(Map.of("a", 0)), Duration.ofMinutes(10));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Object iterating = new Object() {
            @Override
            public int hashCode() {
                inside.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return List.copyOf(shared.keySet()).size();
            }
        };
        HeldIterator<Map.Entry<Object, Integer>> open = shared.iterate();
        Background<Integer> writer = Background.start(() -> shared.put("b", 1));
        Await.until(
                "the writer waits",
                () -> ((LockingMap<Object, Integer>) shared).holds().waitingWriters() == 1);
        Background<Integer> lookup = Background.start(() -> shared.get(iterating));
        inside.await();
        open.close();
        Await.waiting(writer.thread());
        released.countDown();

        assertThat(lookup.await()).isNull();
        assertThat(writer.await()).isNull();
        assertThat(shared).hasSize(2);
    }

    /** Seen red, by the watchdog: the function's iteration waited for the writer that it was part of. */
    @Test
    void aFunctionOfAWriterThatHasWaitedMayIterate() throws Exception {
        HeldIterator<Map.Entry<String, Integer>> open = map.iterate();
        Background<Integer> writer = Background.start(
                () -> map.compute("a", (key, value) -> List.copyOf(map.keySet()).size()));
        Await.until("the writer waits", () -> map.holds().waitingWriters() == 1);
        open.close();
        assertThat(writer.await()).isEqualTo(3);
    }

    /** Seen red without the signal: the writer then waited for the whole block time. */
    @Test
    void anIterationThatItsOwnThreadEndsLetsOthersIn() throws Exception {
        Iterator<String> each = map.keySet().iterator();
        Background<Integer> writer = writer();
        map.put("own", 1);
        assertThat(writer.await()).isNull();
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(each::next);
    }

    /** What an iteration waits for before its first step does not count. */
    @Test
    void theBlockTimeBeginsWhenTheIterationDoes() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Background<Integer> slow = Background.start(() -> map.compute("a", (key, value) -> {
            inside.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return 7;
        }));
        inside.await();
        Background<Integer> loop =
                Background.start(() -> List.copyOf(map.values()).size());
        Await.waiting(loop.thread());
        clock.addAndGet(2 * BLOCK_NANOS);
        released.countDown();
        assertThat(slow.await()).isEqualTo(7);
        assertThat(loop.await()).isEqualTo(3);
    }

    /** Single operations of views wait for iterations, not for each other's steps, and throw nothing. */
    @Test
    void changesOfViewsAreOneWriteEach() throws Exception {
        IterationLockedMap<Integer, Integer> shared =
                MapIterations.iterationLockedMap(new HashMap<>(), Duration.ofMinutes(10));
        Crew crew = new Crew();
        for (int i = 0; i < 3; i++) {
            int remainder = i;
            crew.lead("remover", () -> {
                for (int round = 0; round < 2_000; round++) {
                    shared.put(round * 3 + remainder, remainder);
                    shared.values().remove(remainder);
                    shared.keySet().removeIf(key -> key % 3 == remainder);
                    shared.entrySet().removeAll(List.of(Map.entry(remainder, remainder)));
                    shared.keySet().retainAll(List.of(1, 2, 3));
                }
            });
        }
        assertThat(crew.run()).isNull();
        assertThat(shared.equals(MapIterations.iterationLockedMap(new HashMap<>(shared))))
                .isTrue();
    }

    @Test
    void aLoopWithoutAnActionKeepsNobodyOut() throws Exception {
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> map.keySet().forEach(null));
        assertThat(Background.start(() -> map.put("new", 1)).await()).isNull();
    }

    /** A lookup cannot wait for its own end. */
    @Test
    void aLookupThatWritesIsRefused() {
        IterationLockedMap<Object, Integer> shared = MapIterations.iterationLockedMap(new HashMap<>(Map.of("a", 0)));
        Object writing = new Object() {
            @Override
            public int hashCode() {
                shared.put("a", 1);
                return 1;
            }
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> shared.get(writing))
                .withMessageContaining("wait for itself");
        assertThat(shared.compute("a", (key, value) -> shared.size())).isEqualTo(1);
    }

    @Test
    void livesAreTraced() {
        TraceRing ring = new TraceRing(10);
        map.tracer().addSink(ring);
        map.keySet().forEach(key -> {});
        assertThat(ring.records())
                .extracting(TransitionRecord::to)
                .containsExactly(
                        IterationState.CREATED,
                        IterationState.WALKING,
                        IterationState.EXHAUSTED,
                        IterationState.RELEASED);
        assertThat(map.tracer().illegalTransitions()).isZero();
    }

    @Test
    void theBlockTimeIsAboveZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MapIterations.iterationLockedMap(new HashMap<>(), Duration.ZERO))
                .withMessageContaining("above 0");
        MapIterations.iterationLockedMap(new HashMap<>(), Duration.ofDays(100_000 * 365))
                .forEach((key, value) -> {});
    }

    /** Two that both remove wait for each other until a deadline; one of them is ended, and both end. */
    @Test
    void iterationsThatBothRemoveEnd() throws Exception {
        IterationLockedMap<String, Integer> real =
                MapIterations.iterationLockedMap(new HashMap<>(Map.of("a", 1, "b", 2)), Duration.ofMillis(20));
        AtomicInteger removed = new AtomicInteger();
        Crew crew = new Crew();
        for (int i = 0; i < 2; i++) {
            crew.lead("remover", () -> {
                try (HeldIterator<Map.Entry<String, Integer>> each = real.iterate()) {
                    while (each.hasNext()) {
                        each.next();
                        each.remove();
                        removed.incrementAndGet();
                    }
                } catch (ConcurrentModificationException | IllegalStateException e) {
                    // The deadline has come for this one.
                }
            });
        }
        assertThat(crew.run()).isNull();
        assertThat(real).hasSize(2 - removed.get());
    }

    /** Seen red with steps that do not take the shared lock, and with writers that do not look for holds. */
    @Test
    void aPlainMapStaysWholeUnderManyThreads() throws Exception {
        Map<Integer, Integer> plain = new HashMap<>();
        IterationLockedMap<Integer, Integer> shared = MapIterations.iterationLockedMap(plain, Duration.ofMinutes(10));
        AtomicInteger balance = new AtomicInteger();
        Crew crew = new Crew();
        for (int i = 0; i < 2; i++) {
            crew.lead("walker", () -> {
                for (int round = 0; round < Stress.scaled(500); round++) {
                    int size = -1;
                    int met = 0;
                    try (HeldIterator<Map.Entry<Integer, Integer>> each = shared.iterate()) {
                        while (each.hasNext()) {
                            each.next();
                            met++;
                            size = shared.size();
                        }
                    }
                    if (met != 0 && size < met) {
                        crew.violated("met " + met + " of " + size);
                    }
                }
            });
            crew.follow("writer", () -> {
                int key = ThreadLocalRandom.current().nextInt(1_000);
                if (shared.put(key, key) == null) {
                    balance.incrementAndGet();
                }
                if (shared.remove(key / 2) != null) {
                    balance.decrementAndGet();
                }
            });
        }
        assertThat(crew.run()).isNull();
        assertThat(plain).hasSize(balance.get());
        assertThat(plain.keySet()).hasSize(balance.get());
    }
}
