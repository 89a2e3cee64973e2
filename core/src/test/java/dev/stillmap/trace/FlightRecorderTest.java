package dev.stillmap.trace;

import static dev.stillmap.trace.IterationState.EXHAUSTED;
import static dev.stillmap.trace.IterationState.WALKING;
import static dev.stillmap.trace.IterationState.WALKING_NEW;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {
    private static final String TRANSITION = "dev.stillmap.IterationTransition";

    private static final String ILLEGAL = "dev.stillmap.IllegalTransition";

    private final IterationTracer a = IterationTracer.of("a", "x");

    private final IterationTracer b = IterationTracer.of("b", "x");

    private final IterationTracer c = IterationTracer.of("c", "x");

    private final IterationTracer nameless = IterationTracer.of(null, "x");

    @Test
    void aNamedMapIsTracedWhileARecordingAsksForIt() {
        try (Recording recording = asking("a, b")) {
            assertOn();
            recording.start();
            assertOn(a, b);
            recording.stop();
            assertOn();
        }
    }

    @Test
    void theEndOfARecordingIsItsClosing() {
        try (Recording recording = asking("a")) {
            recording.start();
        }
        assertOn();
    }

    @Test
    void aMapThatIsMadeMeanwhileIsTraced() {
        try (Recording recording = asking("late")) {
            recording.start();
            assertThat(IterationTracer.of("late", "x").isOn()).isTrue();
            assertThat(IterationTracer.of("other", "x").isOn()).isFalse();
        }
    }

    @Test
    void allNamedMapsAreTracedUnlessNamesAreGiven() {
        try (Recording recording = new Recording()) {
            recording.enable(TRANSITION);
            recording.start();
            assertOn(a, b, c);
        }
        try (Recording recording = asking("*")) {
            recording.start();
            assertOn(a, b, c);
        }
        assertOn();
    }

    @Test
    void aRecordingOfOtherEventsTurnsNothingOn() {
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ThreadStart");
            recording.start();
            assertOn();
        }
    }

    @Test
    void recordingsCombine() {
        try (Recording first = asking("a");
                Recording second = asking("b")) {
            first.start();
            second.start();
            assertOn(a, b);
            first.stop();
            assertOn(b);
            second.stop();
            assertOn();
        }
    }

    @Test
    void aRecordingOfAllCombinesWithOneOfSome() {
        try (Recording some = asking("a");
                Recording all = new Recording()) {
            all.enable(TRANSITION);
            some.start();
            assertOn(a);
            all.start();
            assertOn(a, b, c);
            some.stop();
            assertOn(a, b, c);
        }
    }

    @Test
    void otherSinksStayWhenARecordingEnds() {
        TraceRing ring = new TraceRing(10);
        a.addSink(ring);
        try (Recording recording = asking("a")) {
            recording.start();
            recording.stop();
        }
        assertThat(a.isOn()).isTrue();
        a.begin(Watched.VIEW, "LIVE", Place.UNKNOWN).release(false);
        assertThat(ring.records()).hasSize(2);
    }

    @Test
    void whatIsReadIsWhatWasRecorded(@TempDir Path folder) throws IOException {
        TraceRing ring = new TraceRing(100);
        a.addSink(ring);
        a.recordCallers(true);
        try (Recording recording = asking("a")) {
            recording.start();
            IterationLife life = a.begin(Watched.ITERATION, "SNAPSHOT", new Place(5, 2, 1L << 40, 64, 3));
            life.moveTo(WALKING, new Place(6, 2, 1L << 40, 64, 3));
            life.moveTo(WALKING_NEW, new Place(7, 2, 1L << 40, 64, 9));
            life.release(true);
            b.begin(Watched.VIEW, "LIVE", Place.UNKNOWN);
            assertThat(read(recording, folder, TRANSITION)).isEqualTo(ring.records());
        }
    }

    @Test
    void anIllegalTransitionIsRecordedWhetherTracedByItOrNot(@TempDir Path folder) throws IOException {
        TraceRing ring = new TraceRing(100);
        nameless.addSink(ring);
        try (Recording recording = new Recording();
                Logged log = new Logged()) {
            recording.start();
            IterationLife life = nameless.begin(Watched.VIEW, "LIVE", Place.UNKNOWN);
            life.moveTo(EXHAUSTED, Place.UNKNOWN);
            life.moveTo(WALKING, Place.UNKNOWN);
            assertThat(log.messages()).hasSize(1);
            assertThat(read(recording, folder, ILLEGAL))
                    .containsExactly(ring.records().get(2));
            assertThat(read(recording, folder, TRANSITION)).isEmpty();
        }
    }

    @Test
    void aMapWithoutANameIsRecordedByTheSink(@TempDir Path folder) throws IOException {
        nameless.addSink(TraceSink.flightRecorder());
        nameless.begin(Watched.VIEW, "LIVE", Place.UNKNOWN).release(false);
        try (Recording recording = asking("a")) {
            recording.start();
            nameless.begin(Watched.VIEW, "LIVE", Place.UNKNOWN).release(false);
            assertThat(read(recording, folder, TRANSITION))
                    .extracting(TransitionRecord::map)
                    .containsExactly(nameless.mapName(), nameless.mapName());
        }
        assertThat(nameless.isOn()).isTrue();
    }

    private static Recording asking(String maps) {
        Recording recording = new Recording();
        recording.enable(TRANSITION).with("maps", maps);
        return recording;
    }

    private void assertOn(IterationTracer... on) {
        assertThat(Stream.of(a, b, c, nameless).filter(IterationTracer::isOn)).containsExactly(on);
    }

    private static List<TransitionRecord> read(Recording recording, Path folder, String event) throws IOException {
        Path file = folder.resolve(event + ".jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(made -> made.getEventType().getName().equals(event))
                .map(FlightRecorderTest::toRecord)
                .toList();
    }

    private static TransitionRecord toRecord(RecordedEvent made) {
        String from = made.getString("from");
        return new TransitionRecord(
                made.getString("map"),
                Watched.valueOf(made.getString("watched")),
                made.getLong("iteration"),
                made.getString("contract"),
                made.getInt("step"),
                from == null ? null : IterationState.valueOf(from),
                IterationState.valueOf(made.getString("to")),
                new Place(
                        made.getInt("bucket"),
                        made.getInt("slot"),
                        made.getLong("epoch"),
                        made.getInt("buckets"),
                        made.getInt("moved")),
                made.getString("madeBy"),
                made.getLong("nanos"),
                made.getBoolean("leaked"),
                made.getString("caller"));
    }
}
