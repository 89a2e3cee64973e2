package dev.stillmap.tools.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationLock;
import dev.stillmap.StillMap;
import dev.stillmap.metrics.LatencyRecorder;
import dev.stillmap.metrics.RecordedMap;
import dev.stillmap.tools.Arguments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of real recordings. What a thread waits for here lasts far longer than what it does. */
class ExplainTest {

    private static final long LONG_NANOS = Duration.ofMillis(40).toNanos();

    @TempDir
    private Path folder;

    private final StillMap<String, Integer> map =
            StillMap.<String, Integer>builder().name("sessions").build();

    private final RecordedMap<String, Integer> recorded = new LatencyRecorder("sessions").record(map);

    private boolean kept;

    private interface Action {

        void run() throws Exception;
    }

    private Path record(Action action) throws Exception {
        try (Recording recording = new Recording()) {
            for (String event : List.of(
                    "dev.stillmap.Operation",
                    "dev.stillmap.IterationLockWait",
                    "dev.stillmap.FunctionWait",
                    "dev.stillmap.Evacuation",
                    "dev.stillmap.ContractViolation",
                    "jdk.GCPhasePause",
                    "jdk.ExecuteVMOperation",
                    "jdk.SafepointBegin",
                    "jdk.SafepointEnd")) {
                recording.enable(event).withThreshold(Duration.ZERO);
            }
            recording.start();
            action.run();
            recording.stop();
            Path file = folder.resolve("recording.jfr");
            recording.dump(file);
            return file;
        }
    }

    private String explain(Path file, String... options) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            kept = Explain.run(file.toString(), new Arguments(Arrays.asList(options)), out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** The cause in the first row of the table. */
    private static String causeOfTheSlowest(String printed, String operation) {
        String row = printed.lines()
                .filter(line -> line.contains(operation) && line.endsWith("%"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(printed));
        return row.strip().replaceAll(" +\\d+ %$", "").replaceAll(".* ", "");
    }

    @Test
    void aCollection() throws Exception {
        byte[][] ballast = new byte[64][];
        IntStream.range(0, ballast.length).forEach(i -> ballast[i] = new byte[1 << 20]);
        Path file = record(() -> recorded.compute("a", (key, old) -> {
            System.gc();
            return ballast.length;
        }));
        assertThat(causeOfTheSlowest(explain(file), "compute")).isEqualTo("collection");
        assertThat(kept).isTrue();
    }

    @Test
    void aWaitForAHold() throws Exception {
        Path file = record(() -> {
            Thread writer = new Thread(() -> recorded.put("a", 1), "writer");
            try (IterationLock.Hold<String, Integer> hold =
                    map.lockForIteration(IterationLock.defaults().blockTime(Duration.ofHours(1)))) {
                writer.start();
                awaitWaiting(writer);
                LockSupport.parkNanos(LONG_NANOS);
                assertThat(hold.isExclusive()).isTrue();
            }
            writer.join();
        });
        String printed = explain(file);
        assertThat(causeOfTheSlowest(printed, "put")).isEqualTo("hold");
        assertThat(printed).contains("writer", "sessions");
    }

    @Test
    void aWaitForAFunction() throws Exception {
        map.put("a", 1);
        Path file = record(() -> {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch mayEnd = new CountDownLatch(1);
            Thread computing = new Thread(() -> map.compute("a", (key, old) -> {
                inside.countDown();
                await(mayEnd);
                return 2;
            }));
            computing.start();
            inside.await();
            Thread writer = new Thread(() -> recorded.put("a", 3));
            writer.start();
            awaitWaiting(writer);
            LockSupport.parkNanos(LONG_NANOS);
            mayEnd.countDown();
            writer.join();
            computing.join();
        });
        assertThat(causeOfTheSlowest(explain(file), "put")).isEqualTo("function");
    }

    /** Each hash code takes its time, and a write that moves buckets asks for those of their keys. */
    @Test
    void aShareOfAGrowth() throws Exception {
        record Slow(int number) {
            @Override
            public int hashCode() {
                LockSupport.parkNanos(SLOW ? 2_000_000 : 0);
                return number * 0x9E3779B9;
            }
        }
        StillMap<Object, Integer> slow = new StillMap<>();
        RecordedMap<Object, Integer> growing = new LatencyRecorder("growing").record(slow);
        int keys = 0;
        while (slow.stats().table().backlog() < 16) {
            slow.put(new Slow(keys++), 1);
        }
        SLOW = true;
        Path file = record(() -> growing.put("none of them", 1));
        SLOW = false;
        assertThat(causeOfTheSlowest(explain(file), "put")).isEqualTo("evacuation");
    }

    private static volatile boolean SLOW;

    @Test
    void somethingThatNobodyRecorded() throws Exception {
        Path file = record(() -> recorded.compute("a", (key, old) -> {
            LockSupport.parkNanos(LONG_NANOS);
            return 1;
        }));
        assertThat(causeOfTheSlowest(explain(file), "compute")).isEqualTo("unknown");
    }

    @Test
    void stepsOfIterationsAndTheTable() throws Exception {
        IntStream.range(0, 100).forEach(i -> map.put("key-" + i, i));
        Path file = record(() -> {
            try (Iteration<String, Integer> each = recorded.iterate(IterationContract.SNAPSHOT)) {
                each.forEachRemaining(entry -> {});
            }
        });
        String printed = explain(file, "--over", "0", "--top", "5");
        assertThat(printed)
                .contains("of 0 ms or longer, of", "step SNAPSHOT", "after s", "and ", " more: --top ", "unknown");
        assertThat(printed.lines().filter(line -> line.endsWith("%"))).hasSize(5);
        assertThat(explain(file, "--over", "1000000")).startsWith("0 operations of 1000000 ms or longer, of ");
    }

    @Test
    void brokenPromises() throws Exception {
        Path file = record(() -> {
            map.put("a", 1);
            try (Iteration<String, Integer> each = map.iterate(IterationContract.FAIL_FAST)) {
                map.put("a", 2);
                each.next();
            } catch (ConcurrentModificationException e) {
                assertThat(e).hasMessageContaining("was changed");
            }
        });
        String printed = explain(file, "--stacks");
        assertThat(kept).isFalse();
        assertThat(printed).contains("1 promise was broken", "FAIL_FAST sessions: bucket 0 of 1 was changed");
    }

    @Test
    void aRecordingWithoutOperationsSaysHowToRecordThem() throws Exception {
        Path file = record(() -> map.put("a", 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explain(file))
                .withMessageStartingWith(file + " has no operations of maps in it")
                .withMessageContaining("LatencyRecorder")
                .withMessageContaining("jdk.MethodTrace#filter");
    }

    @Test
    void whatCannotBeReadIsRefused() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explain(folder.resolve("none")))
                .withMessageContaining("there is no file");
        Path garbage = Files.writeString(folder.resolve("garbage"), "no recording at all, but long enough");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explain(garbage))
                .withMessageContaining("is no Flight Recorder file");
        Path whole = record(() -> recorded.put("a", 1));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length / 2));
        assertThatIllegalArgumentException().isThrownBy(() -> explain(cut)).withMessageContaining("is cut short");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explain(whole, "--under", "3"))
                .withMessageContaining("--under");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explain(whole, "--over", "-1"))
                .withMessageContaining("--over");
    }

    /** Bits that flip are either not noticed or said to be damage. */
    @Test
    void aDamagedFile() throws IOException, Exception {
        byte[] bytes = Files.readAllBytes(record(() -> recorded.put("a", 1)));
        for (int at = 64; at < bytes.length; at += Math.max(1, bytes.length / 200)) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x55;
            Path file = Files.write(folder.resolve("damaged"), damaged);
            try {
                explain(file, "--over", "0");
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining(file.toString());
            }
        }
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
