package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Interrupted threads: every operation does what it does, nothing is lost, and the thread stays interrupted. Also while
 * it waits for a function, or for the memory that snapshots retain.
 *
 * <p>Seen red: with {@code Reservation.await} not interrupting the thread again at its end; with {@code
 * Epochs.awaitMemory} waiting interruptibly and giving up.
 */
class InterruptTest {
    private static final int KEYS = 60;

    private static StillMap<Integer, Integer> map() {
        StillMap<Integer, Integer> map = StillMap.<Integer, Integer>builder()
                .iterationOrder(IterationOrder.ascending())
                .build();
        for (int key = 0; key < KEYS; key++) {
            map.put(key, key);
        }
        return map;
    }

    static Stream<Operation<Integer, Integer>> operations() {
        return Operation.<Integer, Integer>all().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationDoesWhatItDoes(Operation<Integer, Integer> operation) throws Exception {
        for (int key : new int[] {5, 1_000}) {
            StillMap<Integer, Integer> calm = map();
            Object result = operation.action().call(calm, key, 77);

            StillMap<Integer, Integer> map = map();
            Background<Boolean> interrupted = Background.start(() -> {
                Thread.currentThread().interrupt();
                assertThat(operation.action().call(map, key, 77)).isEqualTo(result);
                return Thread.interrupted();
            });

            assertThat(interrupted.await()).as("stays interrupted").isTrue();
            assertThat(map).isEqualTo(calm);
            assertThat(map.stats().snapshots().open()).isZero();
            map.verify();
        }
    }

    static Stream<Operation<Integer, Integer>> waitingOperations() {
        return operations().filter(operation -> waits(operation.name()));
    }

    /** Whether the operation waits for a function of the key. */
    private static boolean waits(String name) {
        return Stream.of(
                        "put",
                        "compute",
                        "merge",
                        "clear",
                        "putAll",
                        "replaceAll",
                        "remove",
                        "replace",
                        "keySet remove")
                .anyMatch(name::equals);
    }

    @ParameterizedTest
    @MethodSource("waitingOperations")
    void everyWriteWaitsForAFunctionThroughInterrupts(Operation<Integer, Integer> operation) throws Exception {
        StillMap<Integer, Integer> calm = map();
        calm.put(5, -1);
        operation.action().call(calm, 5, 77);

        StillMap<Integer, Integer> map = map();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Background<Integer> function = Background.start(() -> map.compute(5, (key, old) -> {
            inside.countDown();
            awaitQuietly(released);
            return -1;
        }));
        inside.await();
        Background<Boolean> waiter = Background.start(() -> {
            Thread.currentThread().interrupt();
            operation.action().call(map, 5, 77);
            return Thread.interrupted();
        });
        Await.waiting(waiter.thread());
        for (int i = 0; i < 3; i++) {
            waiter.thread().interrupt();
            Await.waiting(waiter.thread());
        }
        assertThat(waiter.isDone()).isFalse();
        assertThat(map.get(5)).isEqualTo(5);

        released.countDown();

        assertThat(function.await()).isEqualTo(-1);
        assertThat(waiter.await()).as("stays interrupted").isTrue();
        assertThat(map).isEqualTo(calm);
        map.verify();
    }

    @Test
    void aWriterWaitsForMemoryThroughInterrupts() throws Exception {
        StillMap<Integer, Integer> map = StillMap.<Integer, Integer>builder()
                .maxRetainedBytes(0)
                .snapshotRetention(SnapshotRetention.WAIT)
                .build();
        Map<Integer, Integer> before = new HashMap<>();
        for (int key = 0; key < KEYS; key++) {
            map.put(key, key);
            before.put(key, key);
        }
        Consumer<Integer> write = key -> map.put(key, -1);
        Background<Boolean> writer;
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            writer = Background.start(() -> {
                Thread.currentThread().interrupt();
                before.keySet().stream().sorted().forEach(write);
                return Thread.interrupted();
            });
            Await.waiting(writer.thread());
            for (int i = 0; i < 3; i++) {
                writer.thread().interrupt();
                Await.waiting(writer.thread());
            }
            assertThat(writer.isDone()).isFalse();
            assertThat(snapshot).isEqualTo(before);
        }
        assertThat(writer.await()).as("stays interrupted").isTrue();
        assertThat(map.values()).containsOnly(-1).hasSize(KEYS);
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        map.verify();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
