package dev.stillmap.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The document of numbers and the table of goals, worked out from a directory of raw results alone. A directory within it
 * with an environment of its own has what was measured on another machine, and stands apart: ratios hold on one machine.
 */
public final class Report {
    private static final List<String> HEADER =
            List.of("measure", "case", "must", "aim", "measured", "least .. most (pairs)", "must met", "aim met");

    private final Environment environment;
    private final Results results;
    private final List<Report> elsewhere;

    private Report(Environment environment, Results results, List<Report> elsewhere) {
        this.environment = environment;
        this.results = results;
        this.elsewhere = List.copyOf(elsewhere);
    }

    /**
     * Reads raw results.
     *
     * @param directory where they are
     * @return the report on them
     * @throws IOException if they cannot be read
     */
    public static Report of(Path directory) throws IOException {
        var elsewhere = new ArrayList<Report>();
        try (var inside = Files.list(directory)) {
            for (Path path : inside.sorted().toList()) {
                if (isOfResults(path)) {
                    elsewhere.add(of(path));
                }
            }
        }
        return new Report(Environment.read(directory), RawResults.read(directory), elsewhere);
    }

    /**
     * The directory whose report shows the results in this one.
     *
     * @param directory of raw results
     * @return the one that it lies in, if that has results of another machine, else itself
     */
    public static Path shownWith(Path directory) {
        Path around = directory.toAbsolutePath().normalize().getParent();
        return around != null && isOfResults(around) ? around : directory;
    }

    private static boolean isOfResults(Path directory) {
        return Files.exists(directory.resolve(Environment.FILE));
    }

    /**
     * The table of goals for a terminal.
     *
     * @return aligned text
     */
    public String table() {
        return standing() + "\n\n" + goals().plain();
    }

    /**
     * The whole document.
     *
     * @return Markdown
     */
    public String document() {
        var text = new StringBuilder("# Numbers\n\n");
        text.append("Written by the benchmark from its raw results; not edited by hand.\n\n");
        text.append(standing()).append("\n\n");
        text.append(machine()).append('\n');
        losses(text);
        section(text, "Goals", Method.GOALS, goals());
        section(text, "Further ratios and figures", "Without a goal.", reported());
        new LockTables(results).append(text);
        text.append("## Raw figures\n\n").append(Method.RAW).append('\n');
        new RawTables(results).append(text);
        elsewhere.forEach(other -> other.appendApart(text));
        return text.toString();
    }

    private void appendApart(StringBuilder text) {
        text.append("## On another machine: ").append(environment.cpu()).append("\n\n");
        text.append(standing()).append("\n\n").append(machine()).append('\n');
        tableIfAny(text, Method.LOSSES, new Losses(results).table());
        tableIfAny(
                text,
                "",
                rows(Goals.judged().stream()
                        .filter(row -> row.isMeasured(results))
                        .toList()));
        tableIfAny(text, "", reported());
        new RawTables(results).append(text);
    }

    private static void tableIfAny(StringBuilder text, String words, Table table) {
        if (!table.isEmpty()) {
            text.append(words).append(table.markdown()).append('\n');
        }
    }

    /** How far the figures can be trusted. */
    private String standing() {
        return switch (environment.form()) {
            case "full" -> "Form: full. Several forks for each subject; this form judges.";
            case "short" -> "Form: short. One fork for each subject: indicative only.";
            default -> "Form: " + environment.form() + ". Sizes and times are cut down: the figures mean nothing.";
        };
    }

    private String machine() {
        var table = new Table(List.of("what", "which"));
        table.add(List.of("date", environment.date()));
        table.add(List.of("JDK", environment.jdk()));
        table.add(List.of("CPU", environment.cpu()));
        table.add(List.of("cores", Integer.toString(environment.cores())));
        table.add(List.of("memory", environment.memoryGiB() + " GiB"));
        table.add(List.of("system", environment.system()));
        table.add(List.of("threads of the mixed traffic", Integer.toString(environment.threads())));
        table.add(List.of("collector where the flags name none", environment.collector()));
        table.add(List.of("flags", "with the raw figures of each measure"));
        for (String command : environment.commands()) {
            table.add(List.of("command", "`" + command + "`"));
        }
        return table.markdown();
    }

    private void losses(StringBuilder text) {
        var missed = new ArrayList<Row>();
        for (Row row : Goals.judged()) {
            if (row.must().judge(results) == Goal.Verdict.MISS) {
                missed.add(row);
            }
        }
        text.append("## Where StillMap loses\n\n");
        var missedTable = rows(missed);
        text.append(missedTable.isEmpty() ? "No measured must is missed.\n" : missedTable.markdown())
                .append('\n');
        var better = new Losses(results).table();
        text.append(better.isEmpty() ? "No peer does better in any cell.\n" : Method.LOSSES + better.markdown())
                .append('\n');
    }

    /** Without those that were measured elsewhere alone. */
    private Table goals() {
        return rows(Goals.judged().stream()
                .filter(row ->
                        row.isMeasured(results) || elsewhere.stream().noneMatch(other -> row.isMeasured(other.results)))
                .toList());
    }

    private Table reported() {
        var table = new Table(List.of("measure", "case", "measured", "least .. most (pairs)"));
        Goals.reported().stream()
                .filter(row -> row.isMeasured(results))
                .forEach(row -> table.add(row.figures(results)));
        return table;
    }

    /**
     * The musts in short, a line for each measure, for the page that a visitor reads first.
     *
     * @return Markdown
     */
    public String summary() {
        var cells = new LinkedHashMap<String, List<String>>();
        for (Row row : Goals.judged()) {
            if (row.isMeasured(results)) {
                cells.computeIfAbsent(row.measure(), any -> new ArrayList<>()).add(row.inShort(results));
            }
        }
        var table = new Table(List.of("measure", "measured; in bold where the goal is missed"));
        cells.forEach((measure, figures) -> table.add(List.of(measure, String.join("; ", figures))));
        return standing() + " " + environment.date() + ", " + environment.cpu() + ", " + environment.cores()
                + " cores, " + environment.jdk() + ".\n\n" + table.markdown();
    }

    private Table rows(List<Row> rows) {
        var table = new Table(HEADER);
        rows.forEach(row -> table.add(row.cells(results)));
        return table;
    }

    private static void section(StringBuilder text, String title, String words, Table table) {
        text.append("## ").append(title).append("\n\n").append(words).append("\n\n");
        text.append(table.markdown()).append('\n');
    }
}
