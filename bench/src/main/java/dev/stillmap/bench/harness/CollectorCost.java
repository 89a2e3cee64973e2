package dev.stillmap.bench.harness;

import dev.stillmap.bench.subject.Subject;
import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What does a large map cost the collector: time to mark it, pauses, and pauses of young collections while its values
 * are replaced? Only the map holds its keys and values, each an object of its own, so they are marked too. The times
 * are those of the JVM's own log, written to {@value #LOG} in the working directory.
 *
 * <p>Command: {@code java -jar bench.jar --only collector}. Control: {@link EntryArray}, the same keys and values without
 * a table. Rival: ConcurrentHashMap.
 */
public final class CollectorCost implements Harness {
    /** Name of the log file; the JVM's flags name it too. */
    public static final String LOG = "gc.log";

    private static final int COLLECTIONS = 5;
    private static final int UPDATES = 40_000_000;
    private static final int UPDATED_KEYS = 500_000;
    private static final int VALUE_BYTES = 128;

    /** For {@link HarnessMain}. */
    public CollectorCost() {}

    @Override
    public void run(Params params, Metrics metrics) throws IOException {
        boolean control = params.subject() == Subject.CONTROL;
        var map = control ? new EntryArray(params.entries()) : params.subject().newMap();
        fill(map, params.entries());
        System.gc();
        int settled = logLines().size();
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        var log = new GcLog(since(settled));
        switch (params.text("collector")) {
            case "G1" -> {
                metrics.less("mark", median(log, GcLog.G1_MARK), "ms");
                metrics.less("longest pause", log.millis(GcLog.ANY_PAUSE).max().orElseThrow(), "ms");
                if (!control) {
                    metrics.less("young pause", youngPause(map), "ms");
                }
            }
            case "G1 full" -> metrics.less("full pause", median(log, GcLog.FULL_PAUSE), "ms");
            case "ZGC" -> {
                metrics.less("mark", median(log, GcLog.Z_MARK), "ms");
                metrics.less("longest pause", log.millis(GcLog.ANY_PAUSE).max().orElseThrow(), "ms");
            }
            default -> throw new IllegalArgumentException("unknown collector in " + params);
        }
        metrics.context("entries", map.size(), "");
    }

    private static void fill(Map<Object, Object> map, int entries) {
        Object[] keys = Keys.stored(KeyKind.LONG, entries);
        for (int i = 0; i < entries; i++) {
            map.put(keys[i], (long) entries + i);
            keys[i] = null;
        }
    }

    private static double youngPause(Map<Object, Object> map) throws IOException {
        int before = logLines().size();
        Object[] keys = Keys.stored(KeyKind.LONG, Math.min(UPDATED_KEYS, map.size()));
        for (int i = 0; i < UPDATES; i++) {
            map.put(keys[i % keys.length], new byte[VALUE_BYTES]);
        }
        return median(new GcLog(since(before)), GcLog.YOUNG_PAUSE);
    }

    private static List<String> logLines() throws IOException {
        return Files.readAllLines(Path.of(LOG));
    }

    private static List<String> since(int line) throws IOException {
        var lines = logLines();
        return lines.subList(line, lines.size());
    }

    private static double median(GcLog log, Pattern pattern) {
        double[] millis = log.millis(pattern).toArray();
        if (millis.length == 0) {
            throw new IllegalStateException("nothing in the log matches " + pattern);
        }
        return Median.of(millis);
    }
}
