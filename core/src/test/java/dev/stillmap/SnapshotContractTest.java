package dev.stillmap;

import com.google.common.collect.testing.MapTestSuiteBuilder;
import dev.stillmap.scenario.CollidingStrings;
import dev.stillmap.scenario.Hashing;
import dev.stillmap.scenario.Key;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * A snapshot is an unmodifiable {@link java.util.Map}, whether its entries are still in the table, in copies or in the
 * table before a growth.
 */
class SnapshotContractTest {
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
                suite("map unchanged", String.class, i -> "key " + i, StillMap::snapshot),
                suite("map unchanged, colliding strings", String.class, CollidingStrings::of, StillMap::snapshot),
                suite("map cleared", String.class, i -> "key " + i, SnapshotContractTest::thenCleared),
                suite(
                        "map cleared, colliding keys",
                        Key.class,
                        i -> Key.of(i, Hashing.COLLIDING),
                        SnapshotContractTest::thenCleared),
                suite("map grown", Key.class, i -> Key.of(i, Hashing.GOOD), SnapshotContractTest::thenGrown));
    }

    private static <K> DynamicNode suite(
            String name, Class<K> type, IntFunction<K> key, Function<StillMap<K, String>, Snapshot<K, String>> finish) {
        var generator = new ContractSuites.Generator<>(type, key, StillMap<K, String>::new, finish, Snapshot::close);
        return ContractSuites.suite(name, MapTestSuiteBuilder.using(generator), generator);
    }

    private static <K> Snapshot<K, String> thenCleared(StillMap<K, String> map) {
        Snapshot<K, String> snapshot = map.snapshot();
        map.clear();
        return snapshot;
    }

    private static Snapshot<Key, String> thenGrown(StillMap<Key, String> map) {
        Snapshot<Key, String> snapshot = map.snapshot();
        for (Key key : Key.range(1_000, 3_000, Hashing.GOOD)) {
            map.put(key, "later");
        }
        return snapshot;
    }
}
