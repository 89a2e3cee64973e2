package dev.stillmap.tools.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.tools.Arguments;
import dev.stillmap.tools.Main;
import dev.stillmap.trace.IterationTracer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    private static final String BOTH_OFF = "sessions false, carts false";

    private static final String ONLY_SESSIONS_ON = "sessions true, carts false";

    @TempDir
    Path folder;

    private Child program;

    private Jcmd jcmd;

    @BeforeEach
    void begin() throws IOException {
        program = Child.java(
                List.of("-XX:FlightRecorderOptions:repository=" + folder),
                TracedProgram.class,
                List.of(),
                IterationTracer.class);
        program.expect("ready");
        jcmd = new Jcmd(JDK, program.handle());
    }

    @AfterEach
    void end() {
        program.close();
    }

    @Test
    void stepsAreShownUntilItIsInterruptedAndNothingStays() throws Exception {
        try (Child trace = trace("--maps", "sessions")) {
            trace.expect("tracing maps sessions");
            assertThat(program.ask("carts")).isEqualTo(ONLY_SESSIONS_ON);
            assertThat(program.ask("sessions")).isEqualTo(ONLY_SESSIONS_ON);
            trace.expect("sessions VIEW");
            trace.expect("#1: CREATED -> WALKING");
            trace.expect("#2: WALKING -> RELEASED");
            assertThat(trace.text()).doesNotContain("carts");
            trace.interrupt();
        }
        assertNothingStays();
    }

    @Test
    void illegalJumpsAreFound() throws Exception {
        try (Child trace = trace("--check")) {
            trace.expect("tracing maps *");
            program.ask("illegal");
            program.ask("sessions");
            program.ask("carts");
            trace.expect("illegal transition: WALKING may not follow EXHAUSTED");
            trace.expect("> sessions VIEW");
            program.noMoreOrders();
            trace.expect("0 missing, 1 illegal");
            assertThat(trace.status()).isEqualTo(1);
        }
    }

    @Test
    void theEndOfTheProcessIsTheEndOfTheTrace() throws Exception {
        try (Child trace = trace()) {
            trace.expect("tracing maps *");
            program.ask("sessions");
            trace.expect("WALKING -> RELEASED");
            program.noMoreOrders();
            trace.expect("3 records");
            assertThat(trace.status()).isZero();
        }
    }

    @Test
    void whereNothingIsTracedThatIsSaid() throws Exception {
        assertThat(traceHere("--seconds", "0.1"))
                .contains("nothing has been traced")
                .contains("0 records");
        assertNothingStays();
    }

    @Test
    void aRecordingOfSomebodyElseStaysAsItIs() throws Exception {
        assertThat(jcmd.run("JFR.start", "name=mine", "+" + Events.TRANSITION + "#enabled=true"))
                .contains("Started recording");
        assertThat(program.ask("carts")).isEqualTo("sessions true, carts true");
        try (Child trace = trace("--maps", "sessions")) {
            trace.expect("tracing maps sessions");
            assertThat(program.ask("carts")).isEqualTo("sessions true, carts true");
            program.ask("sessions");
            trace.expect("sessions VIEW");
            assertThat(trace.text()).doesNotContain("carts");
            trace.interrupt();
        }
        assertThat(jcmd.run("JFR.check")).contains("name=mine").doesNotContain("stillmap-trace");
        assertThat(program.ask("carts")).isEqualTo("sessions true, carts true");
        Path mine = folder.resolve("mine");
        jcmd.run("JFR.dump", "name=mine", "filename=" + mine);
        assertThat(RecordingReader.read(mine).stream().filter(made -> made.map().equals("carts")))
                .hasSize(9);
    }

    @Test
    void anInterruptedTraceLeavesNothing() throws Exception {
        PrintStream out = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                if (line.startsWith("tracing")) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        assertThatThrownBy(() -> Trace.run(program.pid(), new Arguments(List.of()), out))
                .isInstanceOf(InterruptedException.class);
        assertNothingStays();
    }

    @Test
    void whatCannotBeTracedIsNamed() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traceHere("--maps", "a\"b"))
                .withMessageContaining("without quotes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traceHere("--map", "a"))
                .withMessageContaining("--map");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trace.run("sessions", new Arguments(List.of()), System.out))
                .withMessageContaining("'sessions' is no number of a process");
        try (Child cat = Child.program("cat")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Trace.run(cat.pid(), new Arguments(List.of()), System.out))
                    .withMessageContaining("it is no JVM");
            assertThat(cat.ask("still there")).isEqualTo("still there");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Jcmd(folder, program.handle()).requireJvm())
                .withMessageContaining("needs a whole JDK");
        program.close();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traceHere())
                .withMessage("there is no process " + program.pid());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jcmd.run("JFR.check"))
                .withMessageContaining("jcmd " + program.pid() + " JFR.check failed: ");
    }

    private Child trace(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("trace", program.pid()));
        arguments.addAll(List.of(options));
        return Child.java(List.of(), Main.class, arguments, IterationTracer.class);
    }

    private String traceHere(String... options) throws IOException, InterruptedException {
        var printed = new ByteArrayOutputStream();
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        assertThat(Trace.run(program.pid(), new Arguments(List.of(options)), out))
                .isTrue();
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void assertNothingStays() throws IOException, InterruptedException {
        assertThat(jcmd.run("JFR.check")).contains("No available recordings");
        assertThat(program.ask("sessions")).isEqualTo(BOTH_OFF);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
