package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.stillmap.scenario.Crew;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Spliterators and parallel streams of the views, live and of snapshots. */
class SpliteratorTest {
    private static StillMap<Integer, Integer> numbers(int count) {
        StillMap<Integer, Integer> map = new StillMap<>();
        for (int i = 0; i < count; i++) {
            map.put(i, i);
        }
        return map;
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    static Stream<Arguments> viewsAndSizes() {
        Map<String, Function<Map<Integer, Integer>, Collection<?>>> views =
                Map.of("keySet", Map::keySet, "values", Map::values, "entrySet", Map::entrySet);
        return views.entrySet().stream()
                .flatMap(view -> IntStream.of(0, 1, 8, 9, 100, 10_000)
                        .boxed()
                        .map(size -> Arguments.of(view.getKey(), view.getValue(), size)));
    }

    private static Integer number(Object element) {
        return element instanceof Map.Entry<?, ?> entry ? (Integer) entry.getKey() : (Integer) element;
    }

    /** Splits at random until nothing splits any more, advancing a little in between, and returns all that was met. */
    private static <T> List<Integer> meetAll(Spliterator<T> whole, Random random) {
        List<Integer> met = new ArrayList<>();
        Deque<Spliterator<T>> parts = new ArrayDeque<>();
        parts.add(whole);
        while (!parts.isEmpty()) {
            Spliterator<T> part = parts.removeLast();
            if (random.nextInt(3) == 0) {
                part.tryAdvance(element -> met.add(number(element)));
            }
            Spliterator<T> prefix = part.trySplit();
            if (prefix == null) {
                part.forEachRemaining(element -> met.add(number(element)));
                assertThat(part.tryAdvance(element -> met.add(number(element)))).isFalse();
            } else {
                parts.add(part);
                parts.add(prefix);
            }
        }
        return met;
    }

    @ParameterizedTest(name = "{0} of {2}")
    @MethodSource("viewsAndSizes")
    void partsMeetEachElementOnce(String name, Function<Map<Integer, Integer>, Collection<?>> view, int size) {
        Random random = new Random(Stress.seed());
        StillMap<Integer, Integer> map = numbers(size);

        assertThat(meetAll(view.apply(map).spliterator(), random)).containsExactlyInAnyOrderElementsOf(upTo(size));

        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            for (int i = size; i < 3 * size; i++) {
                map.put(i, i);
            }
            map.replaceAll((key, value) -> -1);
            assertThat(meetAll(view.apply(snapshot).spliterator(), random))
                    .containsExactlyInAnyOrderElementsOf(upTo(size));
        }
    }

    @Test
    void theyDoSplit() {
        Spliterator<Integer> rest = numbers(10_000).keySet().spliterator();
        Spliterator<Integer> prefix = rest.trySplit();

        assertThat(prefix).isNotNull();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        prefix.forEachRemaining(key -> first.incrementAndGet());
        rest.forEachRemaining(key -> second.incrementAndGet());
        assertThat(first.get()).isBetween(2_500, 7_500);
        assertThat(second.get()).isEqualTo(10_000 - first.get());
    }

    @Test
    void characteristics() {
        StillMap<Integer, Integer> map = numbers(10);
        assertThat(map.keySet().spliterator())
                .satisfies(s -> has(s, Spliterator.DISTINCT | Spliterator.CONCURRENT | Spliterator.NONNULL));
        assertThat(map.entrySet().spliterator())
                .satisfies(s -> has(s, Spliterator.DISTINCT | Spliterator.CONCURRENT | Spliterator.NONNULL));
        assertThat(map.values().spliterator()).satisfies(s -> {
            has(s, Spliterator.CONCURRENT | Spliterator.NONNULL);
            assertThat(s.hasCharacteristics(Spliterator.DISTINCT)).isFalse();
        });
        for (Collection<?> view : List.of(map.keySet(), map.values(), map.entrySet())) {
            // An exact size could not be kept while others write.
            assertThat(view.spliterator().hasCharacteristics(Spliterator.SIZED)).isFalse();
            assertThat(view.spliterator().hasCharacteristics(Spliterator.ORDERED))
                    .isFalse();
            assertThat(view.spliterator().hasCharacteristics(Spliterator.IMMUTABLE))
                    .isFalse();
        }
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            assertThat(snapshot.keySet().spliterator())
                    .satisfies(s -> has(s, Spliterator.DISTINCT | Spliterator.IMMUTABLE | Spliterator.NONNULL));
            assertThat(snapshot.values().spliterator())
                    .satisfies(s -> assertThat(s.hasCharacteristics(Spliterator.DISTINCT))
                            .isFalse());
        }
    }

    private static void has(Spliterator<?> spliterator, int characteristics) {
        assertThat(spliterator.hasCharacteristics(characteristics)).isTrue();
    }

    @Test
    void estimatesAreAboutRightAtRest() {
        Spliterator<Integer> keys = numbers(10_000).keySet().spliterator();
        assertThat(keys.estimateSize()).isBetween(9_000L, 11_000L);
        Spliterator<Integer> prefix = keys.trySplit();
        assertThat(keys.estimateSize() + prefix.estimateSize()).isBetween(8_000L, 12_000L);
        assertThat(new StillMap<Integer, Integer>().keySet().spliterator().estimateSize())
                .isZero();
    }

    @Test
    void refuseANullAction() {
        StillMap<Integer, Integer> map = numbers(10);
        assertThatNullPointerException()
                .isThrownBy(() -> map.keySet().spliterator().tryAdvance(null));
        assertThatNullPointerException()
                .isThrownBy(() -> map.keySet().spliterator().forEachRemaining(null));
    }

    @Test
    void parallelStreamsOfAMapAtRest() {
        StillMap<Integer, Integer> map = numbers(30_000);
        long sum = 30_000L * 29_999 / 2;

        assertThat(map.keySet().parallelStream().mapToLong(key -> key).sum()).isEqualTo(sum);
        assertThat(map.values().parallelStream().mapToLong(value -> value).sum())
                .isEqualTo(sum);
        assertThat(map.entrySet().parallelStream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                .isEqualTo(new HashMap<>(map));
    }

    @Test
    void parallelStreamsMeetStayingKeysOnceDuringGrowth() throws InterruptedException {
        int staying = 200;
        for (int round = 0; round < 4; round++) {
            StillMap<Integer, Integer> map = numbers(staying);
            Crew crew = new Crew();
            crew.lead("grow", () -> {
                for (int i = staying; i < 20_000; i++) {
                    map.put(i, i);
                }
            });
            crew.follow("stream", () -> {
                List<Integer> met = map.keySet().parallelStream().toList();
                assertThat(met).doesNotHaveDuplicates().containsAll(upTo(staying));
            });
            assertThat(crew.run()).isNull();
        }
    }
}
