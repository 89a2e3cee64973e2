package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An iteration that has come to its end and is kept keeps neither tables nor, but for the last entry, values. */
class ExhaustedIterationTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("iterators")
    void keepsNothing(String name, Function<StillMap<Integer, Object>, Iterator<?>> begin) {
        StillMap<Integer, Object> map = new StillMap<>();
        List<WeakReference<Object>> values = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Object value = new Object();
            values.add(new WeakReference<>(value));
            map.put(i, value);
        }
        Iterator<?> kept = begin.apply(map);
        while (kept.hasNext()) {
            kept.next();
        }
        map.clear();

        Await.collectedUntil(
                "all values but the last are collected",
                () -> values.stream().filter(value -> value.get() != null).count() <= 1);

        assertThat(kept.hasNext()).isFalse();
    }

    static Stream<Arguments> iterators() {
        return Stream.of(
                iterator("iterate LIVE", map -> map.iterate(IterationContract.LIVE)),
                iterator("iterate SNAPSHOT", map -> map.iterate(IterationContract.SNAPSHOT)),
                iterator("values", map -> map.values().iterator()));
    }

    private static Arguments iterator(String name, Function<StillMap<Integer, Object>, Iterator<?>> begin) {
        return Arguments.of(name, begin);
    }
}
