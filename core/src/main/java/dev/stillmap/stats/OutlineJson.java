package dev.stillmap.stats;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes an outline as JSON: numbers, names of constants, and one text that may hold anything, the map's name. */
final class OutlineJson {

    private static final int VERSION = 1;

    private static final int MOVED = 1;

    private static final int RESERVED = 2;

    private final BufferedWriter out;

    private OutlineJson(BufferedWriter out) {
        this.out = out;
    }

    static void write(MapOutline outline, Path path) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(path)) {
            new OutlineJson(out).write(outline);
        }
    }

    private void write(MapOutline outline) throws IOException {
        out.write("{\"format\": \"stillmap-internals\", \"version\": " + VERSION + ",\n");
        out.write(" \"map\": " + quoted(outline.map()) + ", \"kind\": " + quoted(outline.kind()) + ",\n");
        out.write(" \"entries\": " + outline.entries() + ", \"epoch\": " + outline.epoch() + ", \"seed\": "
                + outline.seed() + ",\n");
        list("tables", outline.tables(), this::table);
        out.write(",\n");
        list("snapshots", outline.snapshots(), this::snapshot);
        out.write(",\n");
        list("iterations", outline.iterations(), this::iteration);
        out.write("\n}\n");
    }

    /** Writes an element. */
    private interface Element<T> {
        void write(T element) throws IOException;
    }

    private <T> void list(String name, List<T> elements, Element<T> element) throws IOException {
        out.write(" " + quoted(name) + ": [");
        for (int i = 0; i < elements.size(); i++) {
            out.write(i == 0 ? "\n  " : ",\n  ");
            element.write(elements.get(i));
        }
        out.write("]");
    }

    private void table(MapOutline.Table table) throws IOException {
        out.write("{\"buckets\": " + table.chains().size() + ", \"moved\": " + table.moved() + ",");
        list("chains", table.chains(), this::chain);
        out.write("}");
    }

    private void chain(MapOutline.Chain chain) throws IOException {
        int flags = (chain.moved() ? MOVED : 0) | (chain.reserved() ? RESERVED : 0);
        out.write("[" + chain.load() + ", " + chain.overflow() + ", " + flags + ", " + chain.stamp() + "]");
    }

    private void snapshot(MapOutline.Snapshot snapshot) throws IOException {
        out.write("{\"cut\": " + snapshot.cut() + ", \"buckets\": " + snapshot.buckets() + ", \"retainedBytes\": "
                + snapshot.retainedBytes() + "}");
    }

    private void iteration(MapOutline.Iteration iteration) throws IOException {
        out.write("{\"id\": " + iteration.id() + ", \"watched\": \"" + iteration.watched() + "\", \"contract\": "
                + quoted(iteration.contract()) + ", \"state\": \"" + iteration.state() + "\", \"bucket\": "
                + iteration.bucket() + ", \"slot\": " + iteration.slot() + ", \"buckets\": " + iteration.buckets()
                + "}");
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // A lone surrogate could not be written as UTF-8.
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
