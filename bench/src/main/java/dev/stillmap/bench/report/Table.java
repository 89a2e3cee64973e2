package dev.stillmap.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table of text. */
final class Table {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    Table(List<String> header) {
        this.header = List.copyOf(header);
    }

    void add(List<String> row) {
        if (row.size() != header.size()) {
            throw new IllegalArgumentException(row.size() + " cells under " + header.size() + " titles");
        }
        rows.add(List.copyOf(row));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** As Markdown. */
    String markdown() {
        var text = new StringBuilder();
        line(text, header);
        text.append("|").append(" --- |".repeat(header.size())).append('\n');
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** As aligned columns. */
    String plain() {
        var text = new StringBuilder();
        aligned(text, header);
        rows.forEach(row -> aligned(text, row));
        return text.toString();
    }

    private void aligned(StringBuilder text, List<String> cells) {
        var line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column).replace("**", "");
            line.append(cell).append(" ".repeat(width(column) - cell.length() + 2));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private int width(int column) {
        int width = header.get(column).length();
        for (var row : rows) {
            width = Math.max(width, row.get(column).replace("**", "").length());
        }
        return width;
    }
}
