package dev.stillmap;

import com.google.common.collect.testing.MapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.features.MapFeature;
import dev.stillmap.trace.MapIterations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** A wrapped map is the map that it wraps; an audit that goes wrong would throw. */
class WrappedMapContractTest {
    private static final List<Feature<?>> COMMON =
            List.of(CollectionSize.ANY, MapFeature.GENERAL_PURPOSE, CollectionFeature.SUPPORTS_ITERATOR_REMOVE);

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
        Feature<?>[] nulls = {
            MapFeature.ALLOWS_NULL_KEYS, MapFeature.ALLOWS_NULL_VALUES, MapFeature.ALLOWS_ANY_NULL_QUERIES
        };
        return Stream.<UnaryOperator<Map<String, String>>>of(
                        MapIterations::auditedMap, map -> MapIterations.iterationLockedMap(map, Duration.ofMinutes(1)))
                .flatMap(wrapper -> Stream.of(
                        suite(wrapper, HashMap::new, features(nulls)),
                        suite(
                                wrapper,
                                LinkedHashMap::new,
                                features(with(
                                        nulls,
                                        CollectionFeature.KNOWN_ORDER,
                                        MapFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION))),
                        suite(
                                wrapper,
                                TreeMap::new,
                                features(CollectionFeature.KNOWN_ORDER, MapFeature.ALLOWS_NULL_VALUES)),
                        suite(wrapper, ConcurrentHashMap::new, features()),
                        suite(wrapper, StillMap::new, features())));
    }

    private static Feature<?>[] with(Feature<?>[] some, Feature<?>... more) {
        List<Feature<?>> all = new ArrayList<>(Arrays.asList(some));
        all.addAll(Arrays.asList(more));
        return all.toArray(Feature<?>[]::new);
    }

    private static Feature<?>[] features(Feature<?>... own) {
        return with(COMMON.toArray(Feature<?>[]::new), own);
    }

    private static DynamicNode suite(
            UnaryOperator<Map<String, String>> wrapper, Supplier<Map<String, String>> plain, Feature<?>... features) {
        return ContractSuites.wrap(MapTestSuiteBuilder.using(new TestStringMapGenerator() {
                    @Override
                    protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                        Map<String, String> map = wrapper.apply(plain.get());
                        for (Map.Entry<String, String> entry : entries) {
                            map.put(entry.getKey(), entry.getValue());
                        }
                        return map;
                    }

                    @Override
                    public Iterable<Map.Entry<String, String>> order(List<Map.Entry<String, String>> inserted) {
                        return plain.get() instanceof TreeMap
                                ? inserted.stream()
                                        .sorted(Map.Entry.comparingByKey())
                                        .toList()
                                : inserted;
                    }
                })
                .named(wrapper.apply(plain.get()).getClass().getSimpleName() + " of "
                        + plain.get().getClass().getSimpleName())
                .withFeatures(features)
                .createTestSuite());
    }
}
