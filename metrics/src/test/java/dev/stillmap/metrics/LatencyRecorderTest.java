package dev.stillmap.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LatencyRecorderTest {

    private final LatencyRecorder recorder = new LatencyRecorder("sessions");

    private final RecordedMap<Integer, Integer> map = recorder.record(new StillMap<>());

    @TempDir
    private Path folder;

    /** A call and what it is recorded as. */
    private record Call(Operation operation, String name, Consumer<RecordedMap<Integer, Integer>> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Call> calls() {
        return Stream.of(
                new Call(Operation.GET, "get", map -> map.get(1)),
                new Call(Operation.GET, "getOrDefault", map -> map.getOrDefault(1, 2)),
                new Call(Operation.GET, "containsKey", map -> map.containsKey(1)),
                new Call(Operation.GET, "keySet.contains", map -> map.keySet().contains(1)),
                new Call(Operation.PUT, "put", map -> map.put(1, 1)),
                new Call(Operation.PUT, "putAll", map -> map.putAll(Map.of(1, 1))),
                new Call(Operation.PUT_IF_ABSENT, "putIfAbsent", map -> map.putIfAbsent(1, 1)),
                new Call(Operation.REPLACE, "replace", map -> map.replace(1, 1)),
                new Call(Operation.REPLACE, "replace if equal", map -> map.replace(1, 1, 2)),
                new Call(Operation.REMOVE, "remove", map -> map.remove(1)),
                new Call(Operation.REMOVE, "remove if equal", map -> map.remove(1, 1)),
                new Call(Operation.REMOVE, "keySet.remove", map -> map.keySet().remove(1)),
                new Call(Operation.COMPUTE, "compute", map -> map.compute(1, (key, old) -> 1)),
                new Call(Operation.COMPUTE_IF_ABSENT, "computeIfAbsent", map -> map.computeIfAbsent(1, key -> 1)),
                new Call(
                        Operation.COMPUTE_IF_PRESENT,
                        "computeIfPresent",
                        map -> map.computeIfPresent(1, (key, old) -> 1)),
                new Call(Operation.MERGE, "merge", map -> map.merge(1, 1, Integer::sum)),
                new Call(Operation.CLEAR, "clear", ConcurrentMap::clear),
                new Call(Operation.CLEAR, "values.clear", map -> map.values().clear()),
                new Call(Operation.SNAPSHOT, "snapshot", map -> map.snapshot().close()));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void eachCallIsRecordedOnce(Call call) {
        map.map().put(1, 1);
        call.make.accept(map);
        Latency only = only(recorder.latencies());
        assertThat(only.operation()).isEqualTo(call.operation);
        assertThat(only.count()).isEqualTo(1);
        assertThat(only.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(only.max()).isPositive();
        assertThat(only.p50()).isEqualTo(only.max()).isEqualTo(only.p999());
    }

    private static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private long count(Operation operation) {
        return recorder.totals().stream()
                .filter(latency -> latency.operation() == operation)
                .mapToLong(Latency::count)
                .sum();
    }

    @ParameterizedTest
    @EnumSource
    void stepsOfIterations(IterationContract contract) {
        IntStream.range(0, 10).forEach(key -> map.map().put(key, key));
        try (Iteration<Integer, Integer> each = map.iterate(contract)) {
            while (each.hasNext()) {
                each.next();
            }
            assertThat(each.hasNext()).isFalse();
            assertThat(each.contract()).isEqualTo(contract);
        }
        // One more for what the end takes.
        assertThat(count(Operation.stepOf(contract))).isEqualTo(11);
        assertThat(count(Operation.ITERATE)).isEqualTo(1);
        assertThat(map.map().stats().iterations(contract).completed()).isEqualTo(1);
    }

    @Test
    void stepsOfViews() {
        IntStream.range(0, 10).forEach(key -> map.map().put(key, key));
        for (Integer key : map.keySet()) {
            assertThat(key).isNotNull();
        }
        map.entrySet().iterator().next();
        map.values().iterator().next();
        assertThat(count(Operation.STEP_LIVE)).isEqualTo(13);
    }

    @Test
    void removalsThroughIterations() {
        map.map().putAll(Map.of(1, 1, 2, 2));
        try (Iteration<Integer, Integer> each = map.iterate(IterationContract.LIVE)) {
            each.next();
            assertThat(each.tryRemove()).isTrue();
            each.next();
            each.remove();
        }
        assertThat(map).isEmpty();
        assertThat(count(Operation.REMOVE)).isEqualTo(2);
    }

    @Test
    void whatThrowsIsRecordedToo() {
        assertThatThrownBy(() -> map.compute(1, (key, old) -> {
                    throw new IllegalStateException("mine");
                }))
                .hasMessage("mine");
        assertThatThrownBy(() -> map.put(null, 1)).isInstanceOf(NullPointerException.class);
        assertThat(count(Operation.COMPUTE)).isEqualTo(1);
        assertThat(count(Operation.PUT)).isEqualTo(1);
    }

    @Test
    void threadsAreToldApartUntilTheyEnd() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch havePut = new CountDownLatch(2);
        Thread[] threads = new Thread[2];
        for (int t = 0; t < 2; t++) {
            int times = t + 1;
            threads[t] = new Thread(
                    () -> {
                        IntStream.range(0, times).forEach(i -> map.put(i, i));
                        havePut.countDown();
                        try {
                            mayEnd.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    },
                    "writer-" + t);
            threads[t].start();
        }
        havePut.await();
        map.put(9, 9);

        assertThat(recorder.latencies())
                .extracting(latency -> latency.thread() + " " + latency.count())
                .containsExactlyInAnyOrder(
                        "writer-0 1", "writer-1 2", Thread.currentThread().getName() + " 1");
        mayEnd.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(recorder.latencies())
                .extracting(latency -> latency.thread() + " " + latency.count())
                .containsExactlyInAnyOrder("(ended) 3", Thread.currentThread().getName() + " 1");
        assertThat(only(recorder.totals()).count()).isEqualTo(4);
    }

    /** More than are kept apart, so those that have ended are added up without anybody reading. */
    @Test
    void manyThreadsThatCameAndWent() throws Exception {
        for (int t = 0; t < 200; t++) {
            Thread thread = new Thread(() -> map.put(1, 1));
            thread.start();
            thread.join();
        }
        Latency ended = only(recorder.latencies());
        assertThat(ended.thread()).isEqualTo("(ended)");
        assertThat(ended.count()).isEqualTo(200);
    }

    /** Where there are any: before Java 21 all threads are platform threads. */
    @Test
    void virtualThreadsShareOneSet() throws Exception {
        for (int t = 0; t < 3; t++) {
            thread(() -> map.put(1, 1)).join();
        }
        Latency shared = only(recorder.latencies());
        assertThat(shared.thread()).isEqualTo(Runtime.version().feature() < 21 ? "(ended)" : "(virtual)");
        assertThat(shared.count()).isEqualTo(3);
    }

    private static Thread thread(Runnable task) throws ReflectiveOperationException {
        if (Runtime.version().feature() < 21) {
            Thread platform = new Thread(task);
            platform.start();
            return platform;
        }
        return (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }

    /** Readings beside writers: none is lost, and none counted twice. */
    @Test
    void readingDisturbsNobody() throws Exception {
        Thread[] writers = new Thread[3];
        for (int t = 0; t < writers.length; t++) {
            writers[t] = new Thread(() -> IntStream.range(0, 50_000).forEach(i -> map.put(i & 1023, i)));
            writers[t].start();
        }
        long last = 0;
        while (Stream.of(writers).anyMatch(Thread::isAlive)) {
            long now = count(Operation.PUT);
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(count(Operation.PUT)).isEqualTo(150_000);
    }

    @Test
    void percentileFilesAreThoseThatViewersRead() throws IOException {
        IntStream.range(0, 1_000).forEach(i -> map.put(i, i));
        map.iterate(IterationContract.SNAPSHOT).forEachRemaining(entry -> {});
        List<Path> files = recorder.writePercentiles(folder.resolve("latencies"));
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("sessions-put.hgrm", "sessions-iterate.hgrm", "sessions-step_SNAPSHOT.hgrm");
        List<String> lines = Files.readAllLines(files.get(0));
        assertThat(lines.get(0).strip().split(" +"))
                .containsExactly("Value", "Percentile", "TotalCount", "1/(1-Percentile)");
        assertThat(lines).anyMatch(line -> line.matches("#\\[Max +=.*Total count +=\\s+1000]"));
    }

    @Test
    void slowOperationsBecomeEvents() throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable("dev.stillmap.Operation").withThreshold(Duration.ZERO);
            recording.start();
            map.put(1, 1);
            map.get(1);
            try (Iteration<Integer, Integer> each = map.iterate(IterationContract.SNAPSHOT)) {
                each.next();
            }
            recording.stop();
            List<RecordedEvent> events = operations(recording);
            assertThat(events)
                    .extracting(event -> event.getString("map") + " " + event.getString("operation"))
                    .containsExactlyInAnyOrder(
                            "sessions put", "sessions get", "sessions iterate", "sessions step SNAPSHOT");
            assertThat(events).allMatch(event -> event.getDuration().toNanos() > 0);
        }
    }

    private List<RecordedEvent> operations(Recording recording) throws IOException {
        Path file = folder.resolve("operations.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.stillmap.Operation"))
                .toList();
    }

    @Test
    void thoseThatAreFasterThanTheThresholdAreNone() throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable("dev.stillmap.Operation").withThreshold(Duration.ofHours(1));
            recording.start();
            map.put(1, 1);
            recording.stop();
            assertThat(operations(recording)).isEmpty();
        }
    }

    @Test
    void theRestIsTheMapItself() {
        map.put(1, 1);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.map().put(1, 2);
            assertThat(snapshot).containsEntry(1, 1);
        }
        assertThat(map).isEqualTo(Map.of(1, 2)).hasToString("{1=2}").hasSameHashCodeAs(Map.of(1, 2));
    }
}
