package dev.stillmap.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every measured cell in which another subject did better than StillMap. */
final class Losses {
    private static final String OURS = "STILLMAP";
    private static final String CONTROL = "CONTROL";

    private final Results results;

    Losses(Results results) {
        this.results = results;
    }

    Table table() {
        var table =
                new Table(List.of("measure", "case", "figure", "StillMap", "its figure", "better", "its figure", "by"));
        var cells = new LinkedHashMap<String, Map<String, Key>>();
        for (Key key : results.keys()) {
            cells.computeIfAbsent(key.cell(), any -> new LinkedHashMap<>()).put(key.subject(), key);
        }
        for (var subjects : cells.values()) {
            for (Key ours : subjects.values()) {
                for (Key other : subjects.values()) {
                    compare(table, ours, other);
                }
            }
        }
        return table;
    }

    private void compare(Table table, Key ours, Key other) {
        if (!ours.subject().startsWith(OURS)
                || other.subject().startsWith(OURS)
                || other.subject().equals(CONTROL)) {
            return;
        }
        var our = results.find(ours).orElseThrow();
        var their = results.find(other).orElseThrow();
        double factor = switch (our.better()) {
            case LESS -> our.median() / their.median();
            case MORE -> their.median() / our.median();
            case NEITHER -> 0;
        };
        if (factor > 1) {
            table.add(List.of(
                    ours.measure(),
                    Names.params(ours.params()),
                    ours.metric(),
                    Names.subject(ours),
                    Numbers.median(our),
                    Names.subject(other),
                    Numbers.median(their),
                    Numbers.withUnit(factor, "x")));
        }
    }
}
