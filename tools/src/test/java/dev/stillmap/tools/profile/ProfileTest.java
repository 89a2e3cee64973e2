package dev.stillmap.tools.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.StillMap;
import dev.stillmap.tools.Arguments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
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
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains(frames);
        }
    }

    @Test
    void sessionsUnderTheProfiler() throws Exception {
        Path profile = folder.resolve("profile");
        Profile.run(arguments("--seconds", "1.5", "--sessions", "1000", "--out", profile.toString()), out);
        assertThat(printed())
                .contains("1000 sessions for 1.5 s under async-profiler", "most processor time", "most allocated")
                .contains("Reservation ");
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
