package dev.stillmap.classic;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Java block of docs/go-map.md is compiled and run. */
class GoMapDocTest {

    private static final Pattern BLOCK = Pattern.compile("```java\n([\\s\\S]*?)```");

    @TempDir
    Path folder;

    @Test
    void theDocumentsJavaRuns() throws Exception {
        // The tests run in the module's folder.
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", "go-map.md")));
        List<Path> sources = new ArrayList<>();
        while (blocks.find()) {
            String name = "Block" + sources.size();
            sources.add(Files.writeString(
                    folder.resolve(name + ".java"),
                    "import dev.stillmap.classic.*;\npublic class " + name + " implements Runnable {\n"
                            + "public void run() {\n" + blocks.group(1) + "}\n}\n"));
        }
        assertThat(sources).isNotEmpty();
        for (Path source : sources) {
            int status = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
            assertThat(status).as(Files.readString(source)).isZero();
        }
        try (var loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            for (int i = 0; i < sources.size(); i++) {
                Class<?> block = loader.loadClass("Block" + i);
                ((Runnable) block.getConstructor().newInstance()).run();
            }
        }
    }
}
