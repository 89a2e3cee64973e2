package dev.stillmap.tools.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.StillMap;
import dev.stillmap.tools.Arguments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import one.convert.FlameGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private static Arguments arguments(String... words) {
        return new Arguments(Arrays.asList(words));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** What is in it is compressed; the other file of the same samples is looked into. */
    private static void assertFlameGraph(Path file) throws IOException {
        assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>").contains("<canvas", "cpool");
    }

    private static void assertPprof(Path file, String... frames) throws IOException {
        assertThat(pprof(file)).contains(frames);
    }

    private static String pprof(Path file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void sessionsUnderTheProfiler() throws Exception {
        Path profile = folder.resolve("profile");
        Profile.run(arguments("--seconds", "1.5", "--sessions", "1000", "--out", profile.toString()), out);
        assertThat(printed())
                .contains("1000 sessions for 1.5 s under async-profiler", "most processor time", "most allocated")
                .contains("Reservation ")
                .doesNotContainPattern("  \\.|0x0");
        assertFlameGraph(profile.resolve("sessions-alloc.html"));
        assertFlameGraph(profile.resolve("sessions-cpu.html"));
        assertPprof(profile.resolve("sessions-alloc.pb.gz"), "reserveAndRun", "SessionWorkload");
        assertPprof(profile.resolve("sessions-cpu.pb.gz"), "SessionWorkload");
        assertThat(profile.resolve("sessions.jfr")).isRegularFile();
    }

    /** What iteration allocates, as any JDK records it. */
    @Test
    void aRecordingOfTheJdk() throws Exception {
        Path recording = folder.resolve("map.jfr");
        try (Recording running = new Recording(Configuration.getConfiguration("profile"))) {
            running.start();
            StillMap<Integer, Integer> map = new StillMap<>();
            for (int i = 0; i < 1_000; i++) {
                map.put(i, i);
            }
            long sum = 0;
            for (int round = 0; round < 3_000; round++) {
                for (var entry : map.entrySet()) {
                    sum += entry.getValue();
                }
            }
            assertThat(sum).isPositive();
            running.dump(recording);
        }
        Path graphs = folder.resolve("graphs");
        Flame.run(recording.toString(), arguments("--out", graphs.toString(), "--event", "alloc"), out);
        assertFlameGraph(graphs.resolve("map-alloc.html"));
        assertPprof(graphs.resolve("map-alloc.pb.gz"), "aRecordingOfTheJdk");
        assertThat(graphs.resolve("map-cpu.html")).doesNotExist();

        Flame.run(recording.toString(), arguments(), out);
        assertFlameGraph(folder.resolve("map-alloc.html"));
        assertThat(printed()).contains("alloc  ");
    }

    /** A thread that waits in a native method runs on no processor, though the JDK samples it. */
    @Test
    void whatRanInARecordingOfTheJdk() throws Exception {
        Path recording = folder.resolve("ran.jfr");
        ServerSocket nobodyComes = new ServerSocket(0);
        Thread waits = new Thread(() -> acceptUntilClosed(nobodyComes));
        try (Recording running = new Recording(Configuration.getConfiguration("profile"))) {
            waits.start();
            running.start();
            burn();
            running.dump(recording);
        } finally {
            nobodyComes.close();
            waits.join();
        }
        assertThat(namesOf(recording)).contains("jdk.ExecutionSample", "jdk.NativeMethodSample");
        Flame.run(recording.toString(), arguments("--event", "cpu"), out);
        assertPprof(folder.resolve("ran-cpu.pb.gz"), "ProfileTest.burn");
        assertThat(pprof(folder.resolve("ran-cpu.pb.gz"))).doesNotContain("acceptUntilClosed");
        assertThat(sizeOfAnEmptyGraph()).isLessThan(Files.size(folder.resolve("ran-cpu.html")));
    }

    /** A JDK 25 on Linux takes two kinds of them; either alone tells all. */
    @Test
    void samplesOfProcessorTimeAreNotCountedTwice() throws Exception {
        Path recording = folder.resolve("both.jfr");
        try (Recording running = new Recording()) {
            running.enable("jdk.ExecutionSample").with("period", "10 ms");
            running.enable("jdk.CPUTimeSample").with("throttle", "10 ms");
            running.start();
            burn();
            running.dump(recording);
        }
        List<String> names = namesOf(recording);
        long counted = Collections.frequency(names, "jdk.CPUTimeSample");
        Flame.run(recording.toString(), arguments("--event", "cpu"), out);
        if (counted > 0) {
            assertThat(printed()).containsPattern("cpu +" + counted + " ");
        } else {
            assertThat(names).contains("jdk.ExecutionSample");
        }
        assertPprof(folder.resolve("both-cpu.pb.gz"), "ProfileTest.burn");
        assertThat(printed().lines().filter(line -> line.startsWith("cpu"))).hasSize(1);
    }

    /** The profiler takes commas for ends of its options, and percents for patterns. */
    @Test
    void aFolderWithAnyName() throws Exception {
        Path odd = folder.resolve("a,b 100%p");
        Profile.run(arguments("--seconds", "0.5", "--sessions", "100", "--event", "cpu", "--out", odd.toString()), out);
        assertThat(odd.resolve("sessions.jfr")).isRegularFile();
        assertThat(odd.resolve("sessions-cpu.html")).isRegularFile();
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(odd);
        }
    }

    @Test
    void anOptionWithoutItsValueIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Flame.run("any.jfr", arguments("--event"), out))
                .withMessageStartingWith("there are no samples of ''; there are: cpu, alloc");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profile.run(arguments("--out"), out))
                .withMessage("--out needs the name of a folder");
    }

    private long sizeOfAnEmptyGraph() throws IOException {
        Path empty = folder.resolve("empty.html");
        try (PrintStream graph = new PrintStream(Files.newOutputStream(empty), false, StandardCharsets.UTF_8)) {
            new FlameGraph(new one.convert.Arguments()).dump(graph);
        }
        return Files.size(empty);
    }

    private static List<String> namesOf(Path recording) throws IOException {
        return RecordingFile.readAllEvents(recording).stream()
                .map(event -> event.getEventType().getName())
                .toList();
    }

    private static void acceptUntilClosed(ServerSocket socket) {
        try {
            socket.accept();
        } catch (IOException e) {
            // It was closed.
        }
    }

    /** Long enough for many samples. */
    private static void burn() {
        StillMap<Integer, Integer> map = new StillMap<>();
        long end = System.nanoTime() + 1_000_000_000L;
        for (int i = 0; System.nanoTime() < end; i++) {
            map.merge(i & 0xFF, i, Integer::sum);
        }
    }

    @Test
    void aRecordingWithoutSamplesSaysHowToTakeThem() throws Exception {
        Path recording = folder.resolve("empty.jfr");
        try (Recording running = new Recording()) {
            running.start();
            running.dump(recording);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Flame.run(recording.toString(), arguments(), out))
                .withMessageStartingWith(recording + " has no samples")
                .withMessageContaining("settings=profile");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Flame.run(recording.toString(), arguments("--event", "heat"), out))
                .withMessageContaining("cpu, alloc, lock, wall");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Flame.run(folder.resolve("none").toString(), arguments(), out))
                .withMessageContaining("there is no file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profile.run(arguments("--event", "heat"), out))
                .withMessageContaining("cpu, alloc or both");
    }
}
