package dev.stillmap.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the sources of the map's operations allocate, and whether they ask {@link Allocations} there. */
final class AllocationSites {
    private static final Path SOURCES = Path.of("src/main/java/dev/stillmap/internal");

    private static final Pattern ASKED = Pattern.compile("Allocations\\.permit\\(\"([^\"]+)\"\\)");

    private static final Pattern MADE = Pattern.compile("\\bnew (\\w+)|\\bArrays\\.copyOf\\(");

    /** So far above an allocation stands what asks for it. */
    private static final int LINES_BEFORE = 15;

    /** Of what is made once per class, for a diagnosis, or for a saved file, which tells by itself whether it is whole. */
    private static final Set<String> FILES_APART = Set.of(
            "KeyOrder",
            "StructureCheck",
            "Structure",
            "Picture",
            "SaveEnd",
            "SaveReader",
            "SectionWriter",
            "Listeners",
            "OperationProbe",
            "Listening");

    /** Made with the map itself, before there is anything to lose; for a diagnosis; or only while tracing is on. */
    private static final Set<String> TYPES_APART = Set.of(
            "Epochs",
            "Evacuation",
            "Listeners",
            "MapStats",
            "SnapshotStats",
            "HoldStats",
            "HoldState",
            "TableStats",
            "IterationStats",
            "WaitStats",
            "EnumMap",
            "MapOutline",
            "OpenIteration",
            "Place",
            "ArrayList",
            "StructureCheck",
            "Structure",
            "Writes");

    private AllocationSites() {}

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(SOURCES)) {
            return all.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    /** The names of all sites. */
    static Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : files()) {
            ASKED.matcher(Files.readString(file)).results().forEach(asked -> names.add(asked.group(1)));
        }
        return names;
    }

    /** Each line that allocates and asks neither before nor in the constructor of what it makes. */
    static List<String> silent() throws IOException {
        Set<String> asking = new TreeSet<>();
        for (Path file : files()) {
            asking.addAll(askingClasses(Files.readString(file)));
        }
        List<String> silent = new ArrayList<>();
        for (Path file : files()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size() && !FILES_APART.contains(nameOf(file)); i++) {
                Matcher made = MADE.matcher(isApart(lines.get(i)) ? "" : lines.get(i));
                while (made.find()) {
                    String type = String.valueOf(made.group(1));
                    if (!TYPES_APART.contains(type) && !asking.contains(type) && !asksBefore(lines, i)) {
                        silent.add(nameOf(file) + ":" + (i + 1) + ": "
                                + lines.get(i).strip());
                    }
                }
            }
        }
        return silent;
    }

    /** Whether a line holds a comment, an exception, or a part of an object, for all of which its constructor asks. */
    private static boolean isApart(String line) {
        return line.matches(" *[/*].*")
                || line.matches(" *(\\+ )?\".*")
                || line.matches(".* new \\w+(Exception|Error)\\(.*")
                || line.matches("    \\S.*= new .*;");
    }

    private static boolean asksBefore(List<String> lines, int line) {
        return lines.subList(Math.max(0, line - LINES_BEFORE), line).stream()
                .anyMatch(before -> ASKED.matcher(before).find());
    }

    /** The classes whose constructors ask. */
    private static Set<String> askingClasses(String source) {
        Set<String> asking = new TreeSet<>();
        Matcher constructor = Pattern.compile(
                        "\\n +(?:private )?(\\w+)(\\([^)]*\\))? \\{\\n +assert Allocations\\.permit")
                .matcher(source);
        while (constructor.find()) {
            asking.add(constructor.group(1));
        }
        return asking;
    }
}
