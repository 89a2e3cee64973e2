package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Every row of a promise in docs/guarantees.md names a test, and every test that it names exists. */
class GuaranteesTest {
    private static final Pattern PROMISES = Pattern.compile("\\| promise \\| test \\|\n");

    private static final Pattern NAME = Pattern.compile("`((?:internal\\.)?[A-Z]\\w+Test)\\.(\\w+)`");

    @Test
    void everyRowNamesATestThatExists() throws Exception {
        String page = Files.readString(Path.of("../docs/guarantees.md"));
        List<MatchResult> names = NAME.matcher(page).results().toList();

        assertThat(names).hasSizeGreaterThan(30);
        for (MatchResult name : names) {
            Class<?> test = Class.forName("dev.stillmap." + name.group(1));
            assertThat(Arrays.stream(test.getDeclaredMethods())
                            .filter(GuaranteesTest::isTest)
                            .map(Method::getName))
                    .as(name.group(1))
                    .contains(name.group(2));
        }
    }

    @Test
    void everyPromiseNamesATest() throws Exception {
        List<String> promises = PROMISES.splitAsStream(Files.readString(Path.of("../docs/guarantees.md")))
                .skip(1)
                .flatMap(table -> table.lines().takeWhile(line -> line.startsWith("|")))
                .filter(line -> !line.startsWith("|---"))
                .toList();

        assertThat(promises)
                .hasSizeGreaterThan(30)
                .allMatch(row -> NAME.matcher(row).find());
    }

    private static boolean isTest(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType() == Test.class
                        || annotation.annotationType().isAnnotationPresent(TestTemplate.class)
                        || annotation.annotationType() == TestFactory.class);
    }
}
