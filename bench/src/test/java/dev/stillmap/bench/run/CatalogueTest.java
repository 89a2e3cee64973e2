package dev.stillmap.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Param;

class CatalogueTest {
    @Test
    void namesAreUnique() {
        var names = Catalogue.measures(Form.FULL, 2).stream().map(Measure::name).toList();
        assertThat(names).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> everyJmhCellFitsItsClass() {
        return Catalogue.measures(Form.FULL, 2).stream()
                .filter(Measure::isJmh)
                .map(measure -> DynamicTest.dynamicTest(measure.name(), () -> fits(measure)));
    }

    private static void fits(Measure measure) {
        Set<String> methods = Arrays.stream(measure.code().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(CatalogueTest::benchmarkName)
                .collect(Collectors.toSet());
        Set<String> params = params(measure.code());
        for (Cell cell : measure.cells()) {
            var given = new TreeSet<>(cell.params().keySet());
            given.remove("method");
            given.add("subject");
            assertThat(methods).contains(cell.params().get("method"));
            // Every parameter is given, so that raw results and goals name the same ones.
            assertThat(given).isEqualTo(params);
        }
    }

    private static String benchmarkName(Method method) {
        var group = method.getAnnotation(Group.class);
        return group == null ? method.getName() : group.value();
    }

    private static Set<String> params(Class<?> type) {
        var names = new TreeSet<String>();
        for (Class<?> level = type; level != null; level = level.getSuperclass()) {
            for (var field : level.getDeclaredFields()) {
                if (field.isAnnotationPresent(Param.class)) {
                    names.add(field.getName());
                }
            }
        }
        return names;
    }
}
