package dev.stillmap;

import com.google.common.collect.testing.MapTestSuiteBuilder;
import com.google.common.collect.testing.SampleElements;
import com.google.common.collect.testing.TestMapGenerator;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs the contract suites of Guava's testlib as dynamic tests, with keys of choice and an inspection of every map
 * after each test.
 */
final class ContractSuites {
    private static final String ORDER = "stillmap.iterationOrder";

    private ContractSuites() {}

    /** Makes all new maps iterate in one order, since the suites compare what two iterations give. */
    static void fixOrder() {
        System.setProperty(ORDER, "seed:1");
    }

    static void freeOrder() {
        System.clearProperty(ORDER);
    }

    /** The suite of {@code builder} for the maps of {@code generator}, which are inspected after each test. */
    static <K, M extends Map<K, String>> DynamicNode suite(
            String name, MapTestSuiteBuilder<K, String> builder, Generator<K, M> generator, Feature<?>... features) {
        return wrap(builder.named(name)
                .withFeatures(CollectionSize.ANY)
                .withFeatures(features)
                .withTearDown(generator::inspectAll)
                .createTestSuite());
    }

    /** A suite as dynamic tests. */
    static DynamicNode wrap(junit.framework.Test test) {
        if (test instanceof TestSuite suite) {
            return DynamicContainer.dynamicContainer(
                    suite.getName(), Collections.list(suite.tests()).stream().map(ContractSuites::wrap));
        }
        return DynamicTest.dynamicTest(test.toString(), () -> {
            TestResult result = new TestResult();
            test.run(result);
            for (TestFailure failure : Collections.list(result.errors())) {
                throw failure.thrownException();
            }
            for (TestFailure failure : Collections.list(result.failures())) {
                throw failure.thrownException();
            }
        });
    }

    /** Makes maps with the keys {@code key(0)}, {@code key(1)}, … and remembers them until they are inspected. */
    static final class Generator<K, M extends Map<K, String>> implements TestMapGenerator<K, String> {
        private final Class<K> type;
        private final IntFunction<K> key;
        private final Supplier<StillMap<K, String>> empty;
        private final Function<StillMap<K, String>, M> finish;
        private final Consumer<M> inspection;
        private final Queue<M> made = new ConcurrentLinkedQueue<>();

        Generator(
                Class<K> type,
                IntFunction<K> key,
                Supplier<StillMap<K, String>> empty,
                Function<StillMap<K, String>, M> finish,
                Consumer<M> inspection) {
            this.type = type;
            this.key = key;
            this.empty = empty;
            this.finish = finish;
            this.inspection = inspection;
        }

        private void inspectAll() {
            for (M map = made.poll(); map != null; map = made.poll()) {
                inspection.accept(map);
            }
        }

        @Override
        @SuppressWarnings("unchecked")
        public Map<K, String> create(Object... entries) {
            StillMap<K, String> map = empty.get();
            for (Object entry : entries) {
                Map.Entry<K, String> typed = (Map.Entry<K, String>) entry;
                map.put(typed.getKey(), typed.getValue());
            }
            M finished = finish.apply(map);
            made.add(finished);
            return finished;
        }

        @Override
        public SampleElements<Map.Entry<K, String>> samples() {
            return new SampleElements<>(sample(0), sample(1), sample(2), sample(3), sample(4));
        }

        private Map.Entry<K, String> sample(int i) {
            return Map.entry(key.apply(i), "value " + i);
        }

        @Override
        @SuppressWarnings("unchecked")
        public K[] createKeyArray(int length) {
            return (K[]) Array.newInstance(type, length);
        }

        @Override
        public String[] createValueArray(int length) {
            return new String[length];
        }

        @Override
        @SuppressWarnings({"unchecked", "rawtypes"})
        public Map.Entry<K, String>[] createArray(int length) {
            return new Map.Entry[length];
        }

        @Override
        public Iterable<Map.Entry<K, String>> order(List<Map.Entry<K, String>> insertionOrder) {
            return new ArrayList<>(insertionOrder);
        }
    }
}
