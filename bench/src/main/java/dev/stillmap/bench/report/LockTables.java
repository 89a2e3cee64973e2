package dev.stillmap.bench.report;

import dev.stillmap.bench.harness.SessionIteration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** What iterating and writing cost each other: a row for each way to do it, its figures side by side. */
final class LockTables {
    private static final double MILLIS_PER_MICRO = 1e-3;

    private static final double PERCENT = 100;

    private static final List<Column> SESSIONS = List.of(
            column("mean iteration, ms", "iteration mean", MILLIS_PER_MICRO),
            column("p99 iteration, ms", "iteration p99", MILLIS_PER_MICRO),
            column("writes/s", "writes", 1),
            column("p99.9 writer wait, ms", "writer wait p99.9", MILLIS_PER_MICRO),
            column("max writer wait, ms", "writer wait max", MILLIS_PER_MICRO),
            column("idle thread's max pause, ms", SessionIteration.IDLE, MILLIS_PER_MICRO),
            column("allocated, B/iteration", "allocated", 1),
            column("young collections per minute", "young collections", 1),
            column("young collections per million writes", "young collections per write", 1),
            new Column("consistent iterations", LockTables::consistent));

    private static final List<Column> PRIORITIES = List.of(
            column("p99 of a second, mean, ms", "p99 per window, mean", 1),
            column("p99 of a second, standard deviation, ms", "p99 per window, standard deviation", 1));

    private static final List<Column> PADDING = List.of(column("writes/s", "writes", 1));

    private final Results results;

    private record Column(String title, BiFunction<Results, Key, Optional<String>> text) {}

    LockTables(Results results) {
        this.results = results;
    }

    private static Column column(String title, String metric, double scale) {
        return new Column(
                title,
                (results, row) ->
                        results.find(row.figure(metric)).map(figure -> Numbers.text(figure.median() * scale)));
    }

    /** Of all forks together: a median could hide one that was not. */
    private static Optional<String> consistent(Results results, Key row) {
        return results.find(row.figure("iterations"))
                .flatMap(iterations -> results.find(row.figure("consistent")).map(percent -> {
                    double all = 0;
                    double consistent = 0;
                    for (int fork = 0; fork < iterations.runs().size(); fork++) {
                        all += iterations.runs().get(fork);
                        consistent += Math.rint(
                                iterations.runs().get(fork) * percent.runs().get(fork) / PERCENT);
                    }
                    return Numbers.text(consistent) + " of " + Numbers.text(all);
                }));
    }

    void append(StringBuilder text) {
        var tables = new StringBuilder();
        append(tables, "Sessions, iterated over while they are written", "locks-sessions", SESSIONS);
        append(tables, "Passes of 16 consumers beside 4 aggregators", "locks-priorities", PRIORITIES);
        append(tables, "Room around the words that every write reads", "locks-padding", PADDING);
        if (!tables.isEmpty()) {
            text.append("## Iteration under locks, contracts and snapshots\n\n")
                    .append(Method.LOCKS)
                    .append(tables);
        }
    }

    private void append(StringBuilder text, String title, String measure, List<Column> columns) {
        var header = new ArrayList<>(List.of("case", "subject"));
        columns.forEach(column -> header.add(column.title()));
        var table = new Table(header);
        var rows = new LinkedHashSet<Key>();
        for (Key key : results.keys()) {
            if (key.measure().equals(measure)) {
                rows.add(key.figure(""));
            }
        }
        for (Key row : rows) {
            var cells = new ArrayList<>(List.of(Names.params(row.params()), Names.subject(row)));
            columns.forEach(
                    column -> cells.add(column.text().apply(results, row).orElse("")));
            table.add(cells);
        }
        if (!table.isEmpty()) {
            text.append("### ").append(title).append("\n\n");
            text.append("Flags: `")
                    .append(String.join(" ", results.flags(measure)))
                    .append("`\n\n");
            text.append(table.markdown()).append('\n');
        }
    }
}
