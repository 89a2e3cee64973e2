package dev.stillmap.classic;

import com.google.common.collect.testing.MapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of {@link Map}, by Guava's suite, for tables of several shapes. The order is fixed, since the suite
 * compares what two iterations give.
 */
class GoMapContractTest {

    @TestFactory
    Stream<DynamicNode> contract() {
        return Stream.of(
                suite("one bucket", () -> withOthers(0, 0)),
                suite(
                        "presized",
                        () -> GoMap.builder()
                                .order(GoOrder.ascending())
                                .expectedSize(1_000)
                                .build()),
                suite(
                        "sorted",
                        () -> GoMap.builder()
                                .order(GoOrder.sorted(GoMapContractTest::compare))
                                .build()),
                suite(
                        "go equality",
                        () -> GoMap.builder()
                                .order(GoOrder.seeded(7))
                                .goEquality()
                                .build()),
                suite("growing", () -> withOthers(53, 53)),
                suite("growing, emptied", () -> withOthers(105, 0)),
                suite("many overflow buckets", () -> withOthers(1_000, 3)));
    }

    private static int compare(Object one, Object other) {
        return one.toString().compareTo(other.toString());
    }

    /** A map from which other keys, but for some that are nobody's, have been removed. */
    private static GoMap<String, String> withOthers(int put, int removed) {
        GoMap<String, String> map =
                GoMap.builder().order(GoOrder.ascending()).seed(put).build();
        for (int i = 0; i < put; i++) {
            map.put("other " + i, "");
        }
        for (int i = 0; i < removed; i++) {
            map.remove("other " + i);
        }
        map.keySet().removeIf(key -> key.startsWith("other"));
        return map;
    }

    private static DynamicNode suite(String name, Supplier<GoMap<String, String>> empty) {
        var generator = new Generator(empty);
        return wrap(MapTestSuiteBuilder.using(generator)
                .named(name)
                .withFeatures(
                        CollectionSize.ANY,
                        MapFeature.GENERAL_PURPOSE,
                        MapFeature.ALLOWS_NULL_VALUES,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                .withTearDown(generator::verifyAll)
                .createTestSuite());
    }

    private static DynamicNode wrap(junit.framework.Test test) {
        if (test instanceof TestSuite) {
            return DynamicContainer.dynamicContainer(
                    ((TestSuite) test).getName(),
                    Collections.list(((TestSuite) test).tests()).stream().map(GoMapContractTest::wrap));
        }
        return DynamicTest.dynamicTest(test.toString(), () -> {
            var result = new TestResult();
            test.run(result);
            var failures = Collections.list(result.errors());
            failures.addAll(Collections.list(result.failures()));
            for (TestFailure failure : failures) {
                throw failure.thrownException();
            }
        });
    }

    private static final class Generator extends TestStringMapGenerator {

        private final Supplier<GoMap<String, String>> empty;

        private final Queue<GoMap<String, String>> made = new ArrayDeque<>();

        Generator(Supplier<GoMap<String, String>> empty) {
            this.empty = empty;
        }

        @Override
        protected Map<String, String> create(Map.Entry<String, String>[] entries) {
            GoMap<String, String> map = empty.get();
            for (Map.Entry<String, String> entry : entries) {
                map.put(entry.getKey(), entry.getValue());
            }
            made.add(map);
            return map;
        }

        void verifyAll() {
            for (GoMap<String, String> map = made.poll(); map != null; map = made.poll()) {
                map.verify();
            }
        }
    }
}
