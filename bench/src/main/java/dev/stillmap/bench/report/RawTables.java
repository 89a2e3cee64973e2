package dev.stillmap.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The raw figures, a table for each measure: a row for each cell and number, a column for each subject. */
final class RawTables {
    private final Results results;

    RawTables(Results results) {
        this.results = results;
    }

    void append(StringBuilder text) {
        var measures = new LinkedHashMap<String, List<Key>>();
        for (Key key : results.keys()) {
            measures.computeIfAbsent(key.measure(), any -> new ArrayList<>()).add(key);
        }
        measures.forEach((measure, keys) -> {
            text.append("### ").append(measure).append("\n\n");
            text.append("Flags: `")
                    .append(String.join(" ", results.flags(measure)))
                    .append("`\n\n");
            text.append(table(keys).markdown()).append('\n');
        });
    }

    private Table table(List<Key> keys) {
        var subjects = new LinkedHashMap<String, String>();
        var cells = new LinkedHashSet<Key>();
        for (Key key : keys) {
            subjects.putIfAbsent(key.subject(), Names.subject(key));
            cells.add(key.of(""));
        }
        var header = new ArrayList<>(List.of("case", "figure"));
        header.addAll(subjects.values());
        var table = new Table(header);
        for (Key cell : cells) {
            table.add(row(cell, subjects));
        }
        return table;
    }

    private List<String> row(Key cell, Map<String, String> subjects) {
        var row = new ArrayList<>(List.of(Names.params(cell.params()), cell.metric()));
        for (String subject : subjects.keySet()) {
            row.add(results.find(cell.of(subject)).map(RawTables::text).orElse(""));
        }
        return row;
    }

    private static String text(Figure figure) {
        String median = Numbers.median(figure);
        return figure.runs().size() == 1 ? median : median + " [" + Numbers.spread(figure) + "]";
    }
}
