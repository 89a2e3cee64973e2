package dev.stillmap;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.MapFeature;
import dev.stillmap.scenario.CollidingStrings;
import dev.stillmap.scenario.Hashing;
import dev.stillmap.scenario.Key;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The contract of {@link java.util.concurrent.ConcurrentMap}, for tables of several shapes. */
class ConcurrentMapContractTest {
    @BeforeAll
    static void fixOrder() {
        ContractSuites.fixOrder();
    }

    @AfterAll
    static void freeOrder() {
        ContractSuites.freeOrder();
    }

    @TestFactory
    Stream<DynamicNode> contract() {
        return Stream.of(
                suite("one bucket", String.class, i -> "key " + i, StillMap::new, Function.identity()),
                suite("presized", String.class, i -> "key " + i, () -> new StillMap<>(1_000), Function.identity()),
                suite("colliding strings", String.class, CollidingStrings::of, StillMap::new, Function.identity()),
                crowded("overflowed bucket", 20, Hashing.COLLIDING),
                crowded("degenerate bucket", 100, Hashing.COLLIDING),
                crowded("grown table", 1_000, Hashing.GOOD));
    }

    private static <K> DynamicNode suite(
            String name,
            Class<K> type,
            IntFunction<K> key,
            Supplier<StillMap<K, String>> empty,
            Function<StillMap<K, String>, StillMap<K, String>> finish) {
        var generator = new ContractSuites.Generator<>(type, key, empty, finish, StillMap::verify);
        return ContractSuites.suite(
                name,
                ConcurrentMapTestSuiteBuilder.using(generator),
                generator,
                MapFeature.GENERAL_PURPOSE,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                CollectionFeature.SERIALIZABLE);
    }

    /** Maps that other keys had filled when their entries came, and that these keys have left since. */
    private static DynamicNode crowded(String name, int others, Hashing hashing) {
        Key[] crowd = Key.range(1_000, 1_000 + others, hashing);
        return suite(
                name,
                Key.class,
                i -> Key.of(i, hashing),
                () -> {
                    StillMap<Key, String> map = new StillMap<>();
                    for (Key key : crowd) {
                        map.put(key, "other");
                    }
                    return map;
                },
                map -> {
                    map.keySet().removeAll(List.of(crowd));
                    return map;
                });
    }
}
