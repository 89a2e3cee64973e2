package dev.stillmap.classic;

import static dev.stillmap.trace.IterationState.CREATED;
import static dev.stillmap.trace.IterationState.EXHAUSTED;
import static dev.stillmap.trace.IterationState.RELEASED;
import static dev.stillmap.trace.IterationState.WALKING;
import static dev.stillmap.trace.IterationState.WALKING_NEW;
import static dev.stillmap.trace.IterationState.WALKING_OLD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.trace.IllegalJump;
import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.TraceRing;
import dev.stillmap.trace.TransitionChecker;
import dev.stillmap.trace.TransitionRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What iterations of Go's map report of their lives. */
class GoTraceTest {

    private final GoMap<Integer, Integer> map =
            GoMap.builder().name("go").seed(1).order(GoOrder.ascending()).build();

    private final TraceRing ring = new TraceRing(100_000);

    private final List<IllegalJump> illegal = new ArrayList<>();

    private final TransitionChecker checker = new TransitionChecker(illegal::add);

    GoTraceTest() {
        map.tracer().addSink(ring);
        map.tracer().addSink(checker);
    }

    private void fill(int from, int to) {
        for (int i = from; i < to; i++) {
            map.put(i, i);
        }
    }

    private List<IterationState> states() {
        return ring.records().stream().map(TransitionRecord::to).toList();
    }

    private static void exhaust(GoIterator<?, ?> each) {
        while (each.advance()) {
            assertThat(each.key()).isNotNull();
        }
    }

    @Test
    void aQuietWalkEndsAndIsClosed() {
        fill(0, 100);
        try (GoIterator<Integer, Integer> each = map.iterate()) {
            exhaust(each);
        }
        assertThat(states()).containsExactly(CREATED, WALKING, EXHAUSTED, RELEASED);
        assertThat(ring.records()).allMatch(record -> record.contract().equals("GO"));
        assertThat(map.tracer().alive()).isEmpty();
    }

    @Test
    void viewsAreReleasedAtTheirEnd() {
        fill(0, 10);
        map.keySet().forEach(key -> {});
        for (Iterator<?> each = map.entrySet().iterator(); each.hasNext(); each.next()) {}
        assertThat(states())
                .containsExactly(CREATED, WALKING, EXHAUSTED, RELEASED, CREATED, WALKING, EXHAUSTED, RELEASED);
    }

    @Test
    void sortedWalksAndEmptyMapsHaveLivesToo() {
        exhaust(map.iterate());
        fill(0, 10);
        GoIterator<Integer, Integer> sorted = map.iterate(GoOrder.sorted(Integer::compare));
        exhaust(sorted);
        sorted.close();
        GoIterator<Integer, Integer> early = map.iterate();
        early.close();
        assertThat(states())
                .containsExactly(CREATED, EXHAUSTED, CREATED, WALKING, EXHAUSTED, RELEASED, CREATED, RELEASED);
    }

    /** Begun before a growth: what has moved is followed, the rest is read where it was. */
    @Test
    void aGrowthUnderTheWalkShows() {
        fill(0, 52);
        GoIterator<Integer, Integer> each = map.iterate();
        each.advance();
        fill(52, 54);
        assertThat(map.internals().growing()).isTrue();
        exhaust(each);
        assertThat(states())
                .startsWith(CREATED, WALKING)
                .contains(WALKING_OLD, WALKING_NEW)
                .endsWith(EXHAUSTED);
    }

    /** Begun in a growth: the new array is walked, by way of the old chains that have not moved. */
    @Test
    void aWalkBegunWhileTheMapGrowsShows() {
        fill(0, 54);
        assertThat(map.internals().growing()).isTrue();
        exhaust(map.iterate());
        assertThat(states()).startsWith(CREATED).doesNotContain(WALKING).contains(WALKING_OLD, WALKING_NEW);
    }

    @Test
    void internalsListTheWalksThatAreTracedAndTheSeed() {
        fill(0, 100);
        long seed = map.internals().seed();
        GoIterator<Integer, Integer> each = map.iterate();
        each.advance();
        assertThat(map.internals().iterations()).hasSize(1);
        assertThat(map.internals().iterations().get(0).state()).isEqualTo(WALKING);
        assertThat(map.internals().iterations().get(0).place().bucket()).isZero();
        assertThat(map.internals().map()).isEqualTo("go");
        assertThat(map.internals().seed()).isEqualTo(seed);
        each.close();
        map.clear();
        assertThat(map.internals().iterations()).isEmpty();
        assertThat(map.internals().seed()).isNotEqualTo(seed);
    }

    @RepeatedTest(20)
    void nothingIllegalHappensWhateverIsDone() {
        long seed = Seed.ofRun();
        Random random = new Random(seed);
        List<GoIterator<Integer, Integer>> open = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            switch (random.nextInt(10)) {
                case 0 -> open.add(map.iterate(random.nextBoolean() ? GoOrder.random() : GoOrder.ascending()));
                case 1 -> {
                    if (!open.isEmpty()) {
                        open.remove(random.nextInt(open.size())).close();
                    }
                }
                case 2 -> {
                    if (random.nextInt(20) == 0) {
                        map.clear();
                    }
                }
                case 3, 4 -> map.remove(random.nextInt(2_000));
                case 5 -> {
                    // Many entries gone from many chains bring a growth to the same size.
                    for (int i = 0; i < 300; i++) {
                        map.put(random.nextInt(100_000), i);
                    }
                    map.keySet().removeIf(key -> random.nextInt(10) != 0);
                }
                default -> {
                    for (int i = random.nextInt(50); i > 0; i--) {
                        map.put(random.nextInt(2_000), i);
                    }
                    open.removeIf(each -> !each.advance());
                }
            }
        }
        checker.finish();
        assertThat(illegal).as("stillmap.seed=%d", seed).isEmpty();
        assertThat(checker.missing()).isZero();
        assertThat(map.tracer().illegalTransitions()).isZero();
        map.verify();
    }
}
