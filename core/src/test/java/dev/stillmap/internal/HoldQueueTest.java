package dev.stillmap.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.Await;
import dev.stillmap.Background;
import dev.stillmap.IterationPriority;
import dev.stillmap.Stress;
import dev.stillmap.trace.IterationTracer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * In which order waiting holds are served, with a clock that the test moves.
 *
 * <p>Seen red: with a rank without the priority; with 1 ms or 10 s instead of 100 ms for each step of it; with the
 * number left out of {@code TURNS}, so that one of two with the same rank is lost; with nobody told that it is the first
 * now.
 */
class HoldQueueTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final AtomicLong millis = new AtomicLong(-50);

    private final MapCore core =
            new MapCore(0, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "StillMap"));

    private final HoldQueue queue = new HoldQueue(core, () -> TimeUnit.MILLISECONDS.toNanos(millis.get()));

    /** By the number of their turn: a hold that is no more than a snapshot by now may end after the next one. */
    private final Map<Long, String> served = new ConcurrentSkipListMap<>();

    private final List<Background<Object>> threads = new ArrayList<>();

    private void end(Hold hold) {
        queue.end(hold, false);
        core.closeHandle(hold.node(), false);
    }

    private Hold take(IterationPriority priority) {
        return priority.supply(() -> queue.take(HashScope.ALL, false, HOUR));
    }

    /** Asks for a hold on a thread of its own, which notes its turn and ends the hold. */
    private void ask(String name, IterationPriority priority) {
        Background<Object> thread = Background.start(() -> {
            Hold hold = take(priority);
            served.put(hold.turn, name);
            end(hold);
            return null;
        });
        Await.waiting(thread.thread());
        threads.add(thread);
    }

    private List<String> serveAll(Hold first) throws Exception {
        end(first);
        for (Background<Object> thread : threads) {
            thread.await();
        }
        threads.clear();
        assertThat(queue.stats().open()).isZero();
        return List.copyOf(served.values());
    }

    @Test
    void thoseOfOnePriorityAreServedInTheOrderOfTheirComing() throws Exception {
        Hold first = take(IterationPriority.REALTIME);
        for (int i = 0; i < 20; i++) {
            ask("" + i, IterationPriority.NORMAL);
        }
        assertThat(serveAll(first))
                .containsExactly(
                        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
                        "17", "18", "19");
    }

    @Test
    void theMoreUrgentAreServedFirst() throws Exception {
        Hold first = take(IterationPriority.REALTIME);
        ask("report", IterationPriority.BEST_EFFORT);
        ask("page", IterationPriority.NORMAL);
        ask("trade", IterationPriority.REALTIME);
        ask("second trade", IterationPriority.REALTIME);
        assertThat(serveAll(first)).containsExactly("trade", "second trade", "page", "report");
    }

    @Test
    void waitingFor100MillisecondsIsWorthOnePriority() throws Exception {
        Hold first = take(IterationPriority.REALTIME);
        ask("old report", IterationPriority.BEST_EFFORT);
        millis.addAndGet(99);
        ask("page before 100 ms", IterationPriority.NORMAL);
        millis.addAndGet(2);
        ask("page after 100 ms", IterationPriority.NORMAL);
        millis.addAndGet(98);
        ask("trade before 200 ms", IterationPriority.REALTIME);
        millis.addAndGet(2);
        ask("trade after 200 ms", IterationPriority.REALTIME);
        assertThat(serveAll(first))
                .containsExactly(
                        "page before 100 ms",
                        "trade before 200 ms",
                        "old report",
                        "page after 100 ms",
                        "trade after 200 ms");
    }

    /** Whenever they are served, the one is next whose priority, with what its waiting is worth, is the highest. */
    @Test
    void theOrderIsThatOfAgeingPriorities() throws Exception {
        Random random = new Random(Stress.seed());
        for (int round = 0; round < 30; round++) {
            record Asked(String name, IterationPriority priority, long at) {
                /** In hundredths. */
                long priorityAt(long now) {
                    return List.of(IterationPriority.values()).indexOf(priority) * 100L + now - at;
                }
            }
            served.clear();
            Hold first = take(IterationPriority.REALTIME);
            List<Asked> waiting = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                millis.addAndGet(random.nextInt(60));
                Asked asked = new Asked("" + i, IterationPriority.values()[random.nextInt(3)], millis.get());
                ask(asked.name, asked.priority);
                waiting.add(asked);
            }
            long now = millis.get() + random.nextInt(1_000);
            List<String> expected = waiting.stream()
                    .sorted(Comparator.comparingLong((Asked asked) -> -asked.priorityAt(now))
                            .thenComparingInt(waiting::indexOf))
                    .map(Asked::name)
                    .toList();
            assertThat(serveAll(first)).isEqualTo(expected);
        }
    }

    /** Seen red with the waiting time worked out without a look back at when turns were given. */
    @Test
    void aBlockTimeThatEndsBetweenTwoLooksAtTheClockIsNotMissed() throws Exception {
        for (int block = 0; block < 60; block++) {
            AtomicLong ticks = new AtomicLong();
            HoldQueue ticking = new HoldQueue(core, ticks::incrementAndGet);
            Hold first = ticking.take(HashScope.ALL, false, block);
            Hold second = Background.start(() -> ticking.take(HashScope.ALL, false, HOUR))
                    .await();
            assertThat(first.hasDegraded()).isTrue();
            for (Hold hold : List.of(first, second)) {
                ticking.end(hold, false);
                core.closeHandle(hold.node(), false);
            }
        }
    }

    /** The one that waits longest is told when it becomes the first, also when the first gives up. */
    @Test
    void whenTheFirstGivesUpTheNextWatchesTheBlockTime() throws Exception {
        Hold first = take(IterationPriority.REALTIME);
        Background<Hold> givesUp =
                Background.start(() -> queue.tryTake(HashScope.ALL, false, HOUR, TimeUnit.DAYS.toNanos(1)));
        Await.waiting(givesUp.thread());
        Background<Hold> next = Background.start(() -> take(IterationPriority.NORMAL));
        Await.waiting(next.thread());
        first.deadline = TimeUnit.MILLISECONDS.toNanos(millis.get() + 5);
        givesUp.thread().interrupt();
        assertThatThrownBy(givesUp::await).isInstanceOf(InterruptedException.class);
        // Only who watches the block time looks at the clock from now on.
        millis.addAndGet(10);

        end(next.await());
        assertThat(first.hasDegraded()).isTrue();
        end(first);
        assertThat(queue.stats().open()).isZero();
    }

    /**
     * A refusing hold gives up just when its turn comes, and is degraded by the next one before it can say so. Seen red
     * with the snapshot that it has by then left open.
     */
    @Test
    void aHoldThatGivesUpWithItsTurnLeavesNoSnapshot() throws Exception {
        AtomicReference<Runnable> atTheClock = new AtomicReference<>();
        HoldQueue watched = new HoldQueue(core, () -> {
            Runnable action = atTheClock.getAndSet(null);
            if (action != null) {
                action.run();
            }
            return 0;
        });
        Hold first = watched.take(HashScope.ALL, false, HOUR);
        Background<Hold> givesUp =
                Background.start(() -> watched.tryTake(HashScope.ALL, true, 0, TimeUnit.DAYS.toNanos(1)));
        Await.waiting(givesUp.thread());
        Background<Hold> next = Background.start(() -> watched.take(HashScope.ALL, false, HOUR));
        Await.waiting(next.thread());
        // The clock is asked under the lock, before turns are given.
        atTheClock.set(() -> {
            givesUp.thread().interrupt();
            Await.until(
                    "it waits for the lock instead of its turn",
                    () -> givesUp.thread().getState() == Thread.State.WAITING);
        });
        watched.end(first, false);
        core.closeHandle(first.node(), false);
        assertThatThrownBy(givesUp::await).isInstanceOf(InterruptedException.class);
        Hold last = next.await();
        watched.end(last, false);
        core.closeHandle(last.node(), false);
        assertThat(core.epochs().stats(core).open()).isZero();
        assertThat(core.epochs().stats(core).opened()).isEqualTo(3);
    }
}
