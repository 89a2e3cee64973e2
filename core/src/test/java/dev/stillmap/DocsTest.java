package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every Java block of the pages for users compiles, as Java 17, and runs without an exception and with its assertions
 * true.
 *
 * <p>A block of statements becomes a method; one that begins with a type declaration is visible to all blocks of its
 * page. Common packages are imported.
 */
class DocsTest {
    /** What a page's text says that its blocks may use: members of the class that each of them extends. */
    private static final Map<String, String> GIVEN = Map.of(
            "README.md",
            "List<String> report = new ArrayList<>(); record Session(int pages) { "
                    + "Session join(Session other) { return new Session(pages + other.pages); } } "
                    + "StillMap<String, Session> sessions = new StillMap<>();",
            "docs/migration.md",
            "StillMap<String, Long> map = new StillMap<>(Map.of(\"a\", 1L, \"b\", 2L, \"c\", 3L));");

    private static final List<String> IMPORTED = List.of(
            "dev.stillmap",
            "dev.stillmap.stats",
            "dev.stillmap.trace",
            "java.nio.channels",
            "java.nio.file",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.function",
            "java.util.stream");

    private static final Pattern TYPE =
            Pattern.compile("^(?:abstract |final |sealed )*(?:class|record|interface|enum) ", Pattern.MULTILINE);

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyBlockRuns() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (String page :
                List.of("README.md", "docs/migration.md", "docs/operations.md", "docs/recipes.md", "docs/tracing.md")) {
            Page compiled = compiled(page, read(page));
            assertThat(compiled.blocks).as(page).isNotEmpty();
            for (int line : compiled.blocks) {
                tests.add(DynamicTest.dynamicTest(page + ":" + line, () -> compiled.run(line)));
            }
        }
        return tests.stream();
    }

    @Test
    void theExampleOfTheReadmeDoesWhatItSays() throws Exception {
        Page readme = compiled("README.md", read("README.md"));

        Object ran = readme.run(readme.blocks.get(0));

        assertThat(ran)
                .extracting("report")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("alice 1", "bob 2", "2 sessions, 3 pages", "bob");
    }

    @Test
    void aBlockThatDoesNotCompileIsFoundWithItsLine() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> compiled("page.md", "# Page\n\n```java\nint a = 1;\nint b = \"b\";\n```\n"))
                .withMessageContaining("page.md:5")
                .withMessageContaining("incompatible types");
    }

    @Test
    void aBlockThatFailsIsFound() throws Exception {
        Page page = compiled("page.md", "```java\nassert 1 == 2;\n```\n```java\nList.of().iterator().next();\n```\n");

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> page.run(1));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> page.run(4));
    }

    private static String read(String page) throws IOException {
        return Files.readString(Path.of("..", page));
    }

    /** The blocks of statements of a page, by the lines where they begin. */
    private record Page(List<Integer> blocks, ClassLoader classes) {
        /** The object whose method the block is, after it has run. */
        Object run(int line) throws Exception {
            Constructor<?> constructor = classes.loadClass("Block" + line).getDeclaredConstructor();
            constructor.setAccessible(true);
            Object object = constructor.newInstance();
            Method method = object.getClass().getDeclaredMethod("run");
            method.setAccessible(true);
            try {
                method.invoke(object);
            } catch (InvocationTargetException failed) {
                if (failed.getCause() instanceof Error error) {
                    throw error;
                }
                throw (Exception) failed.getCause();
            }
            return object;
        }
    }

    /** Compiles a page to a file of as many lines, so that the compiler names the lines of the page. */
    private Page compiled(String page, String text) throws IOException {
        List<Integer> blocks = new ArrayList<>();
        StringBuilder source = new StringBuilder();
        IMPORTED.forEach(name -> source.append("import ").append(name).append(".*; "));
        source.append("class Given { ").append(GIVEN.getOrDefault(page, "")).append(" }");
        List<String> lines = text.lines().toList();
        String end = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (end != null) {
                boolean last = line.strip().equals("```");
                source.append(last ? end : line);
                end = last ? null : end;
            } else if (line.strip().equals("```java")) {
                boolean type = beginsWithAType(lines, i + 1);
                end = type ? "" : "}}";
                if (!type) {
                    blocks.add(i + 1);
                    source.append(" class Block" + (i + 1) + " extends Given { void run() throws Exception {");
                }
            }
            source.append('\n');
        }
        assertThat(end).as("%s ends within a block", page).isNull();
        return new Page(blocks, compile(page, source.toString()));
    }

    private static boolean beginsWithAType(List<String> lines, int from) {
        return lines.stream()
                .skip(from)
                .filter(line -> !line.matches("\\s*(/\\*\\*|\\*|//).*"))
                .findFirst()
                .filter(line -> TYPE.matcher(line).find())
                .isPresent();
    }

    private ClassLoader compile(String page, String source) throws IOException {
        Path classes = Files.createTempDirectory(folder, "classes");
        Path file = Files.writeString(classes.resolve("Page.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("the compiler of a JDK").isNotNull();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-proc:none",
                    "-d",
                    classes.toString(),
                    "-cp",
                    ForkedJvm.classPath(StillMap.class));
            compiler.getTask(null, files, found, options, null, files.getJavaFileObjects(file))
                    .call();
        }
        assertThat(found.getDiagnostics().stream()
                        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                        .map(diagnostic ->
                                page + ":" + diagnostic.getLineNumber() + ": " + diagnostic.getMessage(null)))
                .isEmpty();
        URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, StillMap.class.getClassLoader());
        loader.setDefaultAssertionStatus(true);
        return loader;
    }
}
