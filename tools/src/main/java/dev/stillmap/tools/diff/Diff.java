package dev.stillmap.tools.diff;

import dev.stillmap.stats.InternalsDiff;
import dev.stillmap.stats.MapOutline;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Prints what changed between two dumps. */
public final class Diff {

    private Diff() {}

    /**
     * Compares the dumps.
     *
     * @param before the file of the earlier dump
     * @param after the file of the later dump
     * @param out where to print
     * @return true; that something changed is no failure
     * @throws IllegalArgumentException if a file is not there or no dump
     */
    public static boolean run(String before, String after, PrintStream out) {
        MapOutline earlier = OutlineReader.read(Path.of(before));
        MapOutline later = OutlineReader.read(Path.of(after));
        List<String> changes = InternalsDiff.between(earlier, later);
        changes.forEach(out::println);
        if (changes.isEmpty()) {
            out.println("nothing changed");
        }
        return true;
    }
}
