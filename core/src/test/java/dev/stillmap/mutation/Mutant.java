package dev.stillmap.mutation;

import dev.stillmap.StillMap;
import dev.stillmap.scenario.Scenario;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles edited copies of the map's sources into a directory that goes in front of the map's own classes. */
public final class Mutant {
    private static final Path CLASSES = locationOf(StillMap.class);
    private static final Path SOURCES =
            CLASSES.resolve("../../src/main/java/dev/stillmap/internal").normalize();

    private Mutant() {}

    /** The map, its scenarios and what they need, as they are without a mutant. */
    static String classPath() {
        return Stream.of(CLASSES, locationOf(Scenario.class), locationOf(Nullable.class))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Compiles copies of the files that the edits name, and of no others, into {@code target}. */
    public static void compile(List<Edit> edits, Path target) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Edit edit : edits) {
            if (!sources.containsKey(edit.file())) {
                sources.put(edit.file(), source(edit.file()));
            }
            sources.computeIfPresent(edit.file(), (file, source) -> edit.applyTo(source));
        }
        compile(sources, target);
    }

    /** Compiles copies of these files as they are. */
    public static void compileUnchanged(Set<String> files, Path target) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String file : files) {
            sources.put(file, source(file));
        }
        compile(sources, target);
    }

    private static String source(String file) throws IOException {
        return Files.readString(SOURCES.resolve(file + ".java"));
    }

    private static void compile(Map<String, String> sources, Path target) throws IOException {
        Path directory = Files.createDirectories(target.resolve("src"));
        List<Path> copies = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            copies.add(Files.writeString(directory.resolve(source.getKey() + ".java"), source.getValue()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("these tests compile sources: they need a JDK, not only a JRE");
        }
        List<String> options =
                List.of("--release", "17", "-proc:none", "-nowarn", "-cp", classPath(), "-d", target.toString());
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            if (!compiler.getTask(messages, files, null, options, null, files.getJavaFileObjectsFromPaths(copies))
                    .call()) {
                throw new AssertionError("the mutant does not compile and must be adapted:\n" + messages);
            }
        }
    }

    private static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
