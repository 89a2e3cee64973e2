package dev.stillmap.tools.profile;

import dev.stillmap.tools.Arguments;
import dev.stillmap.tools.TextTable;
import dev.stillmap.tools.trace.RecordedEvents;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns the samples of a recording, Flight Recorder's or async-profiler's, into flame graphs and pprof files. */
public final class Flame {

    private static final String EVERY_KIND = "all";

    private static final String HOW_TO_RECORD = """
            . To record them:
              jcmd PID JFR.start name=samples settings=profile
              jcmd PID JFR.dump name=samples filename=FILE.jfr""";

    private static final String SUFFIX = ".jfr";

    private Flame() {}

    /**
     * Writes two files for each kind of samples.
     *
     * @param file the recording
     * @param options {@code --out DIR}, by default beside the recording, and {@code --event cpu|alloc|lock|wall}, by default
     *     all that there are
     * @param out where to print
     * @return true
     * @throws IOException if a file cannot be written
     * @throws IllegalArgumentException if there are no samples; the message says how to get some
     */
    public static boolean run(String file, Arguments options, PrintStream out) throws IOException {
        Path recording = Path.of(file);
        String beside = String.valueOf(recording.toAbsolutePath().getParent());
        Path folder = folder(options.word("--out", beside));
        String only = options.word("--event", EVERY_KIND);
        options.done();
        List<Samples> wanted = only.equals(EVERY_KIND) ? List.of(Samples.values()) : Samples.of(only);
        write(recording, folder, wanted, out);
        return true;
    }

    /** The folder that was asked for. */
    static Path folder(String given) {
        if (given.isEmpty()) {
            throw new IllegalArgumentException("--out needs the name of a folder");
        }
        return Path.of(given);
    }

    /** What was found of each kind that was wanted and is there. */
    static List<TopFrames> write(Path recording, Path folder, List<Samples> wanted, PrintStream out)
            throws IOException {
        List<TopFrames> all = wanted.stream().map(TopFrames::new).toList();
        RecordedEvents.forEach(recording, event -> all.forEach(each -> each.accept(event)));
        Set<String> labels = new HashSet<>();
        List<TopFrames> found = all.stream()
                .filter(each -> each.count() > 0 && labels.add(each.samples().label()))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(recording + " has no samples of "
                    + Arrays.toString(
                            wanted.stream().map(Samples::label).distinct().toArray()) + HOW_TO_RECORD);
        }
        Files.createDirectories(folder);
        String name = String.valueOf(recording.getFileName());
        String base = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        TextTable table = new TextTable("<of", ">samples", "<flame graph", "<pprof");
        for (TopFrames each : found) {
            Samples samples = each.samples();
            Conversion conversion = new Conversion(recording, samples);
            try {
                Path flame = conversion.flameGraph(folder, base);
                Path pprof = conversion.pprof(folder, base);
                table.row(samples.label(), Long.toString(each.count()), flame.toString(), pprof.toString());
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        recording + " cannot be converted (" + e + "); record it anew, with a JDK of the same version",
                        e);
            }
        }
        table.print(out);
        return found;
    }
}
