package dev.stillmap.tools.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.tools.Arguments;
import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.IterationTracer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    @TempDir
    Path folder;

    private final IterationTracer tracer = IterationTracer.of("checked", "map");

    private boolean legal;

    @Test
    void aLegalRecordingIsFoundLegal() throws IOException {
        Path file = record(() -> {
            TracedProgram.life(tracer, IterationState.WALKING);
            TracedProgram.life(tracer, IterationState.WALKING_NEW, IterationState.EXHAUSTED);
        });
        assertThat(check(file)).isEqualTo("7 records of 2 iterations, 0 missing, 0 illegal\n");
        assertThat(legal).isTrue();
    }

    @Test
    void anIllegalJumpIsShownOnceWithItsSurroundings() throws IOException {
        Path file = record(() -> {
            TracedProgram.life(tracer, IterationState.WALKING);
            TracedProgram.life(tracer, IterationState.EXHAUSTED, IterationState.WALKING);
        });
        String printed = check(file);
        assertThat(legal).isFalse();
        assertThat(printed).endsWith("7 records of 2 iterations, 0 missing, 1 illegal\n");
        assertThat(printed.lines().map(line -> line.substring(0, 2)))
                .containsExactly("il", "  ", "  ", "  ", "* ", "* ", "> ", "* ", "7 ");
        assertThat(printed).startsWith("illegal transition: WALKING may not follow EXHAUSTED\n");
    }

    /** Recordings have illegal transitions in them by default, without the steps around them. */
    @Test
    void anIllegalJumpIsFoundWithoutTheOtherSteps() throws IOException {
        IterationTracer nameless = IterationTracer.of(null, "map");
        nameless.addSink(made -> {});
        Path file = record(() -> TracedProgram.life(nameless, IterationState.EXHAUSTED, IterationState.WALKING));
        assertThat(check(file)).endsWith("1 records of 1 iterations, 2 missing, 1 illegal\n");
        assertThat(legal).isFalse();
    }

    @Test
    void aRecordingWithoutStepsSaysHowToRecordThem() throws IOException {
        Path file = record(() -> {});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(file))
                .withMessageStartingWith(file + " has no steps of iterations in it")
                .withMessageContaining("-XX:StartFlightRecording:")
                .withMessageContaining("jcmd PID JFR.start");
    }

    @Test
    void whatIsNoRecordingIsRefused() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(folder.resolve("none")))
                .withMessageContaining("there is no file");
        assertThatIllegalArgumentException().isThrownBy(() -> check(folder)).withMessageContaining("there is no file");
        for (String garbage : List.of("", "FL", "a text that is long enough for the head of a chunk")) {
            Path file = Files.writeString(folder.resolve("garbage"), garbage);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> check(file))
                    .withMessageContaining("is no Flight Recorder file");
        }
    }

    @Test
    void whereverARecordingIsCutShortThatIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(record(() -> TracedProgram.life(tracer, IterationState.WALKING)));
        for (int length : new int[] {4, 15, 16, 68, whole.length / 2, whole.length - 1}) {
            Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
            assertThatIllegalArgumentException()
                    .as("%d of %d bytes", length, whole.length)
                    .isThrownBy(() -> check(file))
                    .withMessageContaining("is cut short");
        }
    }

    @Test
    void aDamagedRecordingIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(record(() -> TracedProgram.life(tracer, IterationState.WALKING)));
        Arrays.fill(whole, 68, whole.length, (byte) -1);
        Path file = Files.write(folder.resolve("damaged"), whole);
        assertThatIllegalArgumentException().isThrownBy(() -> check(file)).withMessageContaining("is damaged");
    }

    private Path record(Runnable action) throws IOException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(Events.TRANSITION).with("maps", "checked");
            recording.start();
            action.run();
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    private String check(Path file) {
        var printed = new ByteArrayOutputStream();
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        legal = Check.run(file.toString(), new Arguments(List.of()), out);
        return printed.toString(StandardCharsets.UTF_8);
    }
}
