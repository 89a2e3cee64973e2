package dev.stillmap.bench.harness;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** Times in the lines that {@code -Xlog:gc*} writes. */
final class GcLog {
    /** G1 names the marking itself; the line {@code Concurrent Mark} includes a wait for the remark pause. */
    static final Pattern G1_MARK = Pattern.compile("Concurrent Mark From Roots ([\\d.]+)ms");

    /** ZGC marks the young generation (Y) apart; before it had generations there was one mark without a letter. */
    static final Pattern Z_MARK = Pattern.compile("GC\\(\\d+\\) (?:O: )?Concurrent Mark ([\\d.]+)ms");

    static final Pattern FULL_PAUSE = Pattern.compile("Pause Full .* ([\\d.]+)ms$");
    static final Pattern YOUNG_PAUSE = Pattern.compile("Pause Young \\(Normal\\).* ([\\d.]+)ms$");
    static final Pattern ANY_PAUSE = Pattern.compile("\\) (?:[OY]: )?Pause .* ([\\d.]+)ms$");

    private final List<String> lines;

    GcLog(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    DoubleStream millis(Pattern pattern) {
        return lines.stream()
                .flatMap(line -> pattern.matcher(line).results())
                .mapToDouble(result -> Double.parseDouble(result.group(1)));
    }
}
