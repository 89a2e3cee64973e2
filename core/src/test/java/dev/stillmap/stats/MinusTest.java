package dev.stillmap.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation calls a counter is subtracted; all else is as it is in the later reading. */
class MinusTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/stillmap/stats");

    @ParameterizedTest
    @ValueSource(
            classes = {IterationStats.class, SnapshotStats.class, HoldStats.class, TableStats.class, WaitStats.class})
    void countersAreSubtracted(Class<?> type) throws Exception {
        Object earlier = filled(type, 7);
        Object later = filled(type, 1_000);
        Object between = type.getMethod("minus", type).invoke(later, earlier);
        int counters = 0;
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType() != WaitStats.class) {
                long expected = number(component, later);
                if (isCounter(type, component)) {
                    expected -= number(component, earlier);
                    counters++;
                }
                assertThat(number(component, between)).as(component.getName()).isEqualTo(expected);
            }
        }
        assertThat(counters).isPositive();
    }

    private static long number(RecordComponent component, Object record) throws ReflectiveOperationException {
        return ((Number) component.getAccessor().invoke(record)).longValue();
    }

    /** With another number in each component. */
    private static Object filled(Class<?> type, int factor) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            int number = factor * (i + 1);
            values[i] = types[i] == int.class
                    ? (Object) number
                    : types[i] == long.class ? (Object) (long) number : filled(WaitStats.class, number);
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        return constructor.newInstance(values);
    }

    private static boolean isCounter(Class<?> type, RecordComponent component) throws IOException {
        String source = Files.readString(SOURCES.resolve(type.getSimpleName() + ".java"));
        Matcher documented = Pattern.compile(
                        "@param " + component.getName() + "\\b(.*?)(?=\n \\* @param|\n \\*/)", Pattern.DOTALL)
                .matcher(source);
        assertThat(documented.find()).as(component.getName()).isTrue();
        return documented.group(1).replaceAll("\\s*\n \\*\\s*", " ").contains("; a counter");
    }
}
