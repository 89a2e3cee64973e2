package dev.stillmap.tools.profile;

import dev.stillmap.tools.Arguments;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import one.profiler.AsyncProfiler;

/** Runs sessions under async-profiler, and shows what iterating and writing cost in processor time and memory. */
public final class Profile {

    private static final double MILLIS_PER_SECOND = 1_000;

    private static final int SHOWN = 10;

    private Profile() {}

    /**
     * Profiles in this JVM and writes the recording, flame graphs and pprof files.
     *
     * @param options {@code --seconds N}, {@code --sessions N}, {@code --out DIR} and {@code --event cpu|alloc|both}
     * @param out where to print
     * @return true
     * @throws IOException if a file cannot be written
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if this platform has no profiler, or an option makes no sense
     */
    public static boolean run(Arguments options, PrintStream out) throws IOException, InterruptedException {
        double seconds = options.number("--seconds", 10, 0.1);
        int sessions = (int) options.number("--sessions", 10_000, 1);
        Path folder = Flame.folder(options.word("--out", "profile"));
        String event = options.word("--event", "both");
        options.done();
        List<Samples> wanted = switch (event) {
            case "cpu" -> List.of(Samples.CPU);
            case "alloc" -> List.of(Samples.ALLOC);
            case "both" -> List.of(Samples.CPU, Samples.ALLOC);
            default -> throw new IllegalArgumentException("--event is cpu, alloc or both, not '" + event + "'");
        };
        AsyncProfiler profiler = profiler();
        Files.createDirectories(folder);
        Path recording = folder.resolve("sessions.jfr");
        SessionWorkload workload = new SessionWorkload(sessions);
        out.println(sessions + " sessions for " + seconds + " s under async-profiler " + profiler.getVersion());
        // The profiler takes commas and percents in the name of its file for more than that.
        Path plain = Files.createTempFile("stillmap", ".jfr");
        try {
            start(profiler, wanted, plain);
            try {
                workload.run((long) (seconds * MILLIS_PER_SECOND));
            } finally {
                profiler.execute("stop,file=" + plain);
            }
            Files.move(plain, recording, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(plain);
        }
        out.println(workload.writes() + " writes, " + workload.reports() + " reports; " + recording);
        out.println();
        for (TopFrames top : Flame.write(recording, folder, wanted, out)) {
            out.println();
            out.println("most " + (top.samples() == Samples.ALLOC ? "allocated" : "processor time"));
            top.print(SHOWN, out);
        }
        return true;
    }

    private static AsyncProfiler profiler() {
        try {
            return AsyncProfiler.getInstance();
        } catch (IllegalStateException | UnsatisfiedLinkError e) {
            throw new IllegalArgumentException(
                    "async-profiler does not run here (" + e.getMessage()
                            + "); it is for Linux on x64 and arm64, and macOS. Flight Recorder samples everywhere:"
                            + " jcmd PID JFR.start settings=profile, then ./stillmap flame RECORDING.jfr",
                    e);
        }
    }

    /** Where the kernel does not let count cycles, as in most containers, a timer of the thread takes their place. */
    private static void start(AsyncProfiler profiler, List<Samples> wanted, Path recording) throws IOException {
        String allocations = wanted.contains(Samples.ALLOC) ? ",alloc=64k" : "";
        String rest = ",jfr,file=" + recording;
        if (!wanted.contains(Samples.CPU)) {
            profiler.execute("start" + allocations + rest);
            return;
        }
        try {
            profiler.execute("start,event=cpu" + allocations + rest);
        } catch (IllegalStateException | IllegalArgumentException e) {
            profiler.execute("start,event=ctimer" + allocations + rest);
        }
    }
}
