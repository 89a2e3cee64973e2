package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables of docs/guarantees.md and docs/migration.md whose last column is "test": every row names a test, and every
 * test that is named exists.
 */
class GuaranteesTest {
    private static final Pattern TABLES = Pattern.compile("\\|[^\n]*\\| test \\|\n");

    private static final Pattern NAME =
            Pattern.compile("`((?:(?:internal|flight|fuzz|stats|trace)\\.)*[A-Z]\\w+Test)\\.(\\w+)`");

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("../docs", name));
    }

    private static List<MatchResult> names(String page) {
        return NAME.matcher(page).results().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"guarantees.md", "migration.md"})
    void everyNamedTestExists(String page) throws Exception {
        List<MatchResult> names = names(page(page));

        assertThat(names).hasSizeGreaterThan(30);
        for (MatchResult name : names) {
            Class<?> test = Class.forName("dev.stillmap." + name.group(1));
            assertThat(tests(test)).as(name.group(1)).contains(name.group(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"guarantees.md", "migration.md"})
    void everyRowNamesATest(String page) throws Exception {
        List<String> rows = TABLES.splitAsStream(page(page))
                .skip(1)
                .flatMap(table -> table.lines().takeWhile(line -> line.startsWith("|")))
                .filter(line -> !line.startsWith("|---"))
                .toList();

        assertThat(rows)
                .hasSizeGreaterThan(30)
                .allMatch(row -> NAME.matcher(row).find());
    }

    @ParameterizedTest
    @ValueSource(classes = {MigrationTest.class, MigrationComputeTest.class})
    void everyDifferenceThatIsShownIsOnThePage(Class<?> test) throws Exception {
        List<String> named = names(page("migration.md")).stream()
                .filter(name -> name.group(1).equals(test.getSimpleName()))
                .map(name -> name.group(2))
                .toList();

        assertThat(named).containsAll(tests(test));
    }

    private static List<String> tests(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(GuaranteesTest::isTest)
                .map(Method::getName)
                .toList();
    }

    private static boolean isTest(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType() == Test.class
                        || annotation.annotationType().isAnnotationPresent(TestTemplate.class)
                        || annotation.annotationType() == TestFactory.class);
    }
}
