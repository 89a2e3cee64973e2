package dev.stillmap.bench.harness;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringTokenizer;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;

/**
 * What would it be worth to keep the words of the epoch, which every write reads, on a cache line of their own? The
 * class that holds them is compiled anew, from the source in this jar, with 128 bytes before and behind them, and put
 * before the other on the class path. The traffic is {@link EpochTraffic}.
 *
 * <p>Command: {@code ./stillmap bench locks}. Control: the class as it is, loaded in the same way.
 */
public final class PaddedEpochs implements Harness {
    private static final String SOURCE = "/padded/dev/stillmap/internal/Epochs.java";

    private static final String EPOCH = "private volatile Epoch epoch = new Epoch(1, null, null);";

    private static final String NUMBER = "private volatile long number = 1;";

    private static final String HEADER = "public final class Epochs {";

    private static final int WARM_UP = 10;

    private static final int MEASURED = 20;

    private static final int NANOS_PER_MILLI = 1_000_000;

    private static final double MILLIS = 1e3;

    /** Which class holds the words. */
    public enum Subject {
        /** The library's. */
        AS_IS("as it is"),
        /** The one with room around them. */
        PADDED("128 bytes before and behind");

        private final String label;

        Subject(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** For {@link HarnessMain}. */
    public PaddedEpochs() {}

    @Override
    public void run(Params params, Metrics metrics) throws Exception {
        List<URL> path = new ArrayList<>();
        if (Subject.valueOf(params.text("subject")) == Subject.PADDED) {
            path.add(compiled().toUri().toURL());
        }
        var entries = new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
        while (entries.hasMoreTokens()) {
            path.add(Path.of(entries.nextToken()).toUri().toURL());
        }
        try (var loader = new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            var traffic = (LongBinaryOperator) loader.loadClass(EpochTraffic.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            int threads = params.number("threads");
            long millis = params.number("millis");
            long warmUp = traffic.applyAsLong(threads, WARM_UP * millis * NANOS_PER_MILLI);
            metrics.context("writes to warm up", (double) warmUp, "");
            long writes = traffic.applyAsLong(threads, MEASURED * millis * NANOS_PER_MILLI);
            metrics.more("writes", writes * MILLIS / (MEASURED * millis), "ops/s");
        }
    }

    private static Path compiled() throws IOException {
        Path directory = Files.createDirectory(Path.of("padded-classes"));
        Path file = Path.of("Epochs.java");
        Files.writeString(file, padded(source()));
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "this runs on a JDK only");
        int status = compiler.run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                file.toString());
        if (status != 0) {
            throw new IllegalStateException("the padded class does not compile");
        }
        return directory;
    }

    private static String source() throws IOException {
        try (var in = Objects.requireNonNull(PaddedEpochs.class.getResourceAsStream(SOURCE), SOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Moves the two words into a class between two that hold nothing but room. */
    static String padded(String source) {
        for (String part : List.of(EPOCH, NUMBER, HEADER)) {
            if (!source.contains(part)) {
                throw new IllegalStateException("the source of Epochs has no '" + part + "' any more");
            }
        }
        String words = "class RoomBefore { " + room("before") + " }\n"
                + "class EpochWords extends RoomBefore { " + shared(EPOCH) + " " + shared(NUMBER) + " }\n"
                + "class RoomBehind extends EpochWords { " + room("behind") + " }\n";
        return source.replace(EPOCH, "")
                .replace(NUMBER, "")
                .replace(HEADER, words + "public final class Epochs extends RoomBehind {")
                // Annotations are not on a user's class path.
                .replace("import org.jspecify.annotations.Nullable;", "")
                .replaceAll("@Nullable\\s+", "");
    }

    private static String shared(String field) {
        return field.replace("private ", "");
    }

    private static String room(String name) {
        return IntStream.range(0, 16).mapToObj(i -> "long " + name + i + ";").collect(Collectors.joining(" "));
    }
}
