package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every test that docs/guarantees.md names exists. */
class GuaranteesTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+)`");

    @Test
    void everyRowNamesATestThatExists() throws Exception {
        String page = Files.readString(Path.of("../docs/guarantees.md"));
        List<MatchResult> names = NAME.matcher(page).results().toList();

        assertThat(names).hasSizeGreaterThan(30);
        for (MatchResult name : names) {
            Class<?> test = Class.forName("dev.stillmap." + name.group(1));
            assertThat(Arrays.stream(test.getDeclaredMethods()).map(method -> method.getName()))
                    .as(name.group(1))
                    .contains(name.group(2));
        }
    }
}
