package dev.stillmap.tools;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A table for a terminal: columns as wide as what is in them, with two blanks in between. For one thread. */
public final class TextTable {

    private static final String GAP = "  ";

    private final boolean[] right;

    private final List<String[]> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param heads the heads of the columns, each after {@code <} if its cells begin at the left, {@code >} if they end at
     *     the right
     */
    public TextTable(String... heads) {
        right = new boolean[heads.length];
        String[] names = new String[heads.length];
        for (int i = 0; i < heads.length; i++) {
            right[i] = heads[i].charAt(0) == '>';
            names[i] = heads[i].substring(1);
        }
        rows.add(names);
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are columns
     */
    public void row(String... cells) {
        rows.add(cells.clone());
    }

    /**
     * Prints all of it.
     *
     * @param out where to
     */
    public void print(PrintStream out) {
        int[] widths = new int[right.length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String blanks = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : GAP)
                        .append(right[i] ? blanks : "")
                        .append(row[i])
                        .append(right[i] ? "" : blanks);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
