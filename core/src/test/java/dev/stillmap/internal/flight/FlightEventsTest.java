package dev.stillmap.internal.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.Await;
import dev.stillmap.Background;
import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationLock;
import dev.stillmap.IterationLock.Hold;
import dev.stillmap.Snapshot;
import dev.stillmap.SnapshotRetention;
import dev.stillmap.StillMap;
import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.IterationTracer;
import dev.stillmap.trace.MapIterations;
import dev.stillmap.trace.Place;
import dev.stillmap.trace.Watched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each event is recorded and read. */
class FlightEventsTest {

    private static final IterationLock LONG = IterationLock.defaults().blockTime(Duration.ofHours(1));

    private final StillMap<Integer, Integer> map =
            StillMap.<Integer, Integer>builder().name("events").build();

    private final Recording recording = new Recording();

    @TempDir
    private Path folder;

    private int dumps;

    @BeforeEach
    void record() {
        for (String event : List.of(
                "Snapshot",
                "SnapshotClose",
                "SnapshotLeak",
                "IterationLockWait",
                "IterationLockHold",
                "FunctionWait",
                "MemoryWait",
                "Growth",
                "Evacuation",
                "ContractViolation")) {
            recording.enable("dev.stillmap." + event).withThreshold(Duration.ZERO);
        }
        recording.start();
    }

    @AfterEach
    void close() {
        recording.close();
    }

    /** Until now. */
    private List<RecordedEvent> all(String name) {
        Path file = folder.resolve("events-" + dumps++ + ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals("dev.stillmap." + name))
                    .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<RecordedEvent> recorded(String name) {
        return all(name).stream()
                .filter(event -> event.getString("map").equals("events"))
                .toList();
    }

    private static RecordedEvent only(List<RecordedEvent> events) {
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    @Test
    void snapshots() throws Exception {
        map.put(1, 1);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.put(1, 2);
            assertThat(snapshot).containsEntry(1, 1);
        }
        RecordedEvent opened = only(recorded("Snapshot"));
        assertThat(opened.getLong("cut")).isEqualTo(1);
        assertThat(opened.getInt("buckets")).isEqualTo(1);
        assertThat(opened.getStackTrace().getFrames())
                .anyMatch(frame -> frame.getMethod().getName().equals("snapshots"));
        RecordedEvent closed = only(recorded("SnapshotClose"));
        assertThat(closed.getLong("cut")).isEqualTo(1);
        assertThat(closed.getString("outcome")).isEqualTo("CLOSED");
        assertThat(closed.getDuration("open")).isPositive();
        assertThat(closed.getLong("retainedBytes")).isPositive();
    }

    @Test
    void aSnapshotThatExpires() throws Exception {
        StillMap<Integer, Integer> bounded = StillMap.<Integer, Integer>builder()
                .name("events")
                .maxRetainedBytes(1)
                .build();
        bounded.put(1, 1);
        bounded.snapshot();
        bounded.put(1, 2);
        assertThat(only(recorded("SnapshotClose")).getString("outcome")).isEqualTo("EXPIRED");
    }

    @Test
    void whatIsDropped() throws Exception {
        map.put(1, 1);
        map.snapshot();
        map.lockForIteration();
        map.iterate(IterationContract.LIVE);
        Await.collectedUntil(
                "all are found",
                () -> recorded("SnapshotLeak").stream()
                        .map(event -> event.getString("handle"))
                        .collect(Collectors.toSet())
                        .equals(Set.of("a snapshot", "a hold", "an iteration")));
        assertThat(recorded("SnapshotClose"))
                .extracting(event -> event.getString("outcome"))
                .containsOnly("LEAKED");
    }

    @Test
    void aWriterAndAHoldThatWait() throws Exception {
        map.put(1, 1);
        Background<Integer> writer;
        Background<Boolean> second;
        try (Hold<Integer, Integer> hold = map.lockForIteration(LONG)) {
            writer = Background.start(() -> map.put(1, 2));
            Await.waiting(writer.thread());
            second = Background.start(() -> {
                try (Hold<Integer, Integer> later = map.lockForIteration(LONG)) {
                    return later.isExclusive();
                }
            });
            Await.waiting(second.thread());
            assertThat(hold.isExclusive()).isTrue();
        }
        writer.await();
        second.await();
        List<RecordedEvent> waits = recorded("IterationLockWait");
        assertThat(waits)
                .extracting(event -> event.getString("who") + " " + event.getString("outcome"))
                .containsExactlyInAnyOrder("WRITER ENDED", "HOLD TURN");
        assertThat(waits).allMatch(event -> event.getDuration().toNanos() > 0);
        assertThat(waits)
                .filteredOn(event -> event.getString("who").equals("WRITER"))
                .allMatch(event ->
                        event.getString("holder").equals(Thread.currentThread().getName()));
        assertThat(recorded("IterationLockHold"))
                .hasSize(2)
                .allMatch(event -> event.getString("outcome").equals("EXCLUSIVE")
                        && event.getDuration("held").toNanos() > 0);
    }

    @Test
    void aWriterThatWaitsForAFunction() throws Exception {
        map.put(1, 1);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Background<Integer> computing = Background.start(() -> map.compute(1, (key, old) -> {
            inside.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return 2;
        }));
        inside.await();
        Background<Integer> writer = Background.start(() -> map.put(1, 3));
        Await.waiting(writer.thread());
        mayEnd.countDown();
        writer.await();
        computing.await();
        assertThat(only(recorded("FunctionWait")).getDuration()).isPositive();
    }

    @Test
    void aWriterThatWaitsForMemory() throws Exception {
        StillMap<Integer, Integer> bounded = StillMap.<Integer, Integer>builder()
                .name("events")
                .maxRetainedBytes(1)
                .snapshotRetention(SnapshotRetention.WAIT)
                .build();
        IntStream.range(0, 100).forEach(key -> bounded.put(key, key));
        Background<Object> writer;
        try (Snapshot<Integer, Integer> snapshot = bounded.snapshot()) {
            bounded.put(1, 2);
            writer = Background.start(() -> {
                IntStream.range(0, 100).forEach(key -> bounded.put(key, 0));
                return null;
            });
            Await.waiting(writer.thread());
            assertThat(snapshot).containsEntry(1, 1);
        }
        writer.await();
        assertThat(only(recorded("MemoryWait")).getDuration()).isPositive();
    }

    @Test
    void aGrowthAndItsMoves() throws Exception {
        IntStream.range(0, 1_000).forEach(key -> map.put(key, key));
        List<RecordedEvent> growths = recorded("Growth");
        assertThat(growths.get(0).getString("phase")).isEqualTo("STARTED");
        assertThat(growths.get(0).getInt("from")).isEqualTo(1);
        assertThat(growths.get(0).getInt("to")).isEqualTo(2);
        assertThat(growths)
                .filteredOn(event -> event.getString("phase").equals("COMPLETED"))
                .hasSize((int) map.stats().table().growthsCompleted())
                .allMatch(event -> event.getDuration("took").toNanos() > 0);
        assertThat(recorded("Evacuation"))
                .isNotEmpty()
                .allMatch(event -> event.getInt("to") == 2 * event.getInt("buckets"));
    }

    @Test
    void aChangeUnderAFailFastIteration() throws Exception {
        map.put(1, 1);
        try (Iteration<Integer, Integer> each = map.iterate(IterationContract.FAIL_FAST)) {
            map.put(1, 2);
            assertThatThrownBy(each::next).isInstanceOf(ConcurrentModificationException.class);
        }
        RecordedEvent violation = only(recorded("ContractViolation"));
        assertThat(violation.getString("kind")).isEqualTo("FAIL_FAST");
        assertThat(violation.getString("message")).contains("was changed in epoch 1");
    }

    @Test
    void anIllegalTransitionHasTheStacksOfAllThreads() throws Exception {
        FlightEvents.forgetStacks();
        IterationTracer tracer = map.tracer();
        tracer.addSink(made -> {});
        Background<Object> bystander = Background.start(() -> {
            new CountDownLatch(1).await();
            return null;
        });
        Await.waiting(bystander.thread());
        var life = tracer.begin(Watched.ITERATION, "LIVE", Place.UNKNOWN);
        assertThat(life).isNotNull();
        life.release(false);
        life.moveTo(IterationState.WALKING, Place.UNKNOWN);
        RecordedEvent violation = only(recorded("ContractViolation"));
        assertThat(violation.getString("kind")).isEqualTo("ILLEGAL_TRANSITION");
        assertThat(violation.getString("stacks"))
                .contains(
                        "\"background\" WAITING",
                        "anIllegalTransitionHasTheStacksOfAllThreads",
                        "CountDownLatch.await");
        bystander.thread().interrupt();
    }

    @Test
    void stacksAreTakenOnceASecondAtMost() throws Exception {
        FlightEvents.forgetStacks();
        for (int i = 0; i < 3; i++) {
            FlightEvents.violation(map.tracer(), "TEST", "message " + i);
        }
        assertThat(recorded("ContractViolation"))
                .filteredOn(event -> event.getString("stacks") != null)
                .extracting(event -> event.getString("message"))
                .containsExactly("message 0");
    }

    /** Of a map that says a wrong size. */
    @Test
    void anAuditThatFindsAMistake() {
        Map<String, Integer> wrong = new HashMap<>(Map.of("a", 1)) {
            private static final long serialVersionUID = 1L;

            @Override
            public int size() {
                return 2;
            }
        };
        MapIterations.auditedMap(wrong, finding -> {}).forEach((key, value) -> {});
        assertThat(all("ContractViolation"))
                .anyMatch(event -> event.getString("kind").equals("AUDIT")
                        && event.getString("message").contains("SIZE"));
    }

    @Test
    void withoutARecordingNothingIsWanted() {
        recording.stop();
        for (FlightLog.Kind kind : FlightLog.Kind.values()) {
            assertThat(FlightLog.wants(kind)).as(kind.name()).isFalse();
        }
    }
}
