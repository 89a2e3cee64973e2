package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillmap.IterationLock.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The nine pairs of priorities, as the documentation lists them, for writers and for holds; and whose a priority is.
 *
 * <p>Seen red: with {@code waitsFor} the other way round; without the look at priorities in {@code HoldQueue.arrive}
 * and {@code isObstructed} (holds), or in {@code HoldQueue.await} (writers); with {@code IterationPriority.supply} not
 * setting back what was before.
 */
class IterationPriorityTest {
    private static final Pattern ROW =
            Pattern.compile("<tr><th>\\{@code (\\w+)}</th><td>([a-z ]+)</td><td>([a-z ]+)</td><td>([a-z ]+)</td></tr>");

    /** The order of the documentation's columns. */
    private static final List<IterationPriority> HOLDS =
            List.of(IterationPriority.REALTIME, IterationPriority.NORMAL, IterationPriority.BEST_EFFORT);

    private record Pair(IterationPriority asking, IterationPriority hold, boolean waits) {}

    private final StillMap<Integer, Integer> map = new StillMap<>();

    static Stream<Pair> pairs() throws IOException {
        List<Pair> pairs = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("src/main/java/dev/stillmap/IterationPriority.java")));
        while (row.find()) {
            for (int i = 0; i < HOLDS.size(); i++) {
                assertThat(row.group(2 + i)).isIn("waits", "goes on");
                pairs.add(new Pair(
                        IterationPriority.valueOf(row.group(1)),
                        HOLDS.get(i),
                        row.group(2 + i).equals("waits")));
            }
        }
        assertThat(pairs).hasSize(9).doesNotHaveDuplicates();
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aWriterWaitsAsTheTableSays(Pair pair) throws Exception {
        assertThat(pair.asking.waitsFor(pair.hold)).isEqualTo(pair.waits);
        Background<Integer> writer;
        try (Hold<Integer, Integer> hold = pair.hold.supply(() -> map.lockForIteration(HoldFixture.LONG))) {
            writer = Background.start(() -> pair.asking.supply(() -> map.put(1, 1)));
            if (pair.waits) {
                Await.waiting(writer.thread());
                assertThat(map).isEmpty();
            } else {
                writer.await();
            }
            assertThat(hold.isExclusive()).isEqualTo(pair.waits);
            assertThat(hold).isEmpty();
        }
        writer.await();
        assertThat(map).containsEntry(1, 1);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aRefusingHoldIsNoMoreUrgentThanOthers(Pair pair) throws Exception {
        try (Hold<Integer, Integer> hold =
                pair.hold.supply(() -> map.lockForIteration(HoldFixture.LONG.policy(IterationLock.Policy.REFUSE)))) {
            assertThat(hold.get(1)).isNull();
            Background<Boolean> writer = Background.start(() -> pair.asking.supply(() -> {
                try {
                    map.put(1, 1);
                    return false;
                } catch (BucketLockedException refused) {
                    return true;
                }
            }));
            assertThat(writer.await()).isEqualTo(pair.waits);
            assertThat(hold.isExclusive()).isEqualTo(pair.waits);
            assertThat(hold.get(1)).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aHoldWaitsAsTheTableSays(Pair pair) throws Exception {
        try (Hold<Integer, Integer> hold = pair.hold.supply(() -> map.lockForIteration(HoldFixture.LONG))) {
            Optional<Hold<Integer, Integer>> next = Background.start(() -> {
                        List<Optional<Hold<Integer, Integer>>> taken = new ArrayList<>();
                        pair.asking.run(() -> {
                            try {
                                taken.add(map.tryLockForIteration(Duration.ZERO));
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
                        return taken.get(0);
                    })
                    .await();
            assertThat(next.isEmpty()).isEqualTo(pair.waits);
            assertThat(hold.isExclusive()).isEqualTo(pair.waits);
            next.ifPresent(Hold::close);
        }
        assertThat(map.stats().holds().open()).isZero();
    }

    @Test
    void blocksNestAndEndAlsoByAnException() {
        assertThat(IterationPriority.current()).isEqualTo(IterationPriority.NORMAL);
        IterationPriority.REALTIME.run(() -> {
            assertThat(IterationPriority.current()).isEqualTo(IterationPriority.REALTIME);
            assertThatIllegalStateException()
                    .isThrownBy(() -> IterationPriority.BEST_EFFORT.run(() -> {
                        assertThat(IterationPriority.current()).isEqualTo(IterationPriority.BEST_EFFORT);
                        throw new IllegalStateException();
                    }));
            assertThat(IterationPriority.current()).isEqualTo(IterationPriority.REALTIME);
        });
        assertThat(IterationPriority.current()).isEqualTo(IterationPriority.NORMAL);
        String result = IterationPriority.REALTIME.supply(() -> "result");
        assertThat(result).isEqualTo("result");
    }

    @Test
    void nothingLeaksIntoPooledThreadsNorIntoThreadsThatABlockStarts() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            pool.submit(() -> IterationPriority.REALTIME.run(() -> {})).get();
            pool.submit(() -> IterationPriority.BEST_EFFORT.supply(() -> {
                throw new IllegalStateException();
            }));
            assertThat(pool.submit(IterationPriority::current).get()).isEqualTo(IterationPriority.NORMAL);

            Background<IterationPriority> started =
                    IterationPriority.REALTIME.supply(() -> Background.start(IterationPriority::current));
            assertThat(started.await()).isEqualTo(IterationPriority.NORMAL);
            // Started by this thread while it ran a block.
            ExecutorService inner = IterationPriority.REALTIME.supply(Executors::newSingleThreadExecutor);
            assertThat(IterationPriority.REALTIME
                            .supply(() -> inner.submit(IterationPriority::current))
                            .get())
                    .isEqualTo(IterationPriority.NORMAL);
            inner.shutdown();
        } finally {
            pool.shutdown();
        }
    }
}
