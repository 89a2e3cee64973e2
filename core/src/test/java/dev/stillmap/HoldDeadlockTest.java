package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.IterationLock.Hold;
import dev.stillmap.IterationLock.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * The hunt for deadlocks: holds, nested in every order, beside batches, functions and growth. All threads end, and all
 * sums are exact. Where no block time should be needed to end a wait, it is an hour, so that the test would not end.
 *
 * <p>Seen red: without {@code degradeHoldsOf} in {@code Reservation.await} (the three tests of a function and a hold
 * do not end); with a hold's deadline that nobody watches in {@code HoldQueue.awaitTurn} (nested holds do not end);
 * with {@code served} never called (later holds wait for the block time of an hour).
 */
class HoldDeadlockTest {
    private static final int KEYS = 64;

    private static final IterationLock LONG = HoldFixture.LONG;

    private static final IterationLock SHORT = IterationLock.defaults().blockTime(Duration.ofMillis(2));

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertAtRest(StillMap<?, ?> map) {
        assertThat(map.stats().holds().open()).isZero();
        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        map.verify();
    }

    private static StillMap<Integer, Long> zeros(EpochDomain domain) {
        var builder = StillMap.<Integer, Long>builder();
        StillMap<Integer, Long> map =
                domain == null ? builder.build() : builder.domain(domain).build();
        for (int key = 0; key < KEYS; key++) {
            map.put(key, 0L);
        }
        return map;
    }

    /** A thread holds the map while a function for key 7 runs in another, which ends once the holder may begin to act. */
    private static StillMap<Integer, Long> besideAFunction(
            Consumer<StillMap<Integer, Long>> inTheFunction,
            BiConsumer<StillMap<Integer, Long>, Hold<Integer, Long>> byTheHolder)
            throws Exception {
        StillMap<Integer, Long> map = zeros(null);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        Watchdog.run(List.of(
                () -> map.compute(7, (key, old) -> {
                    inside.countDown();
                    await(held);
                    inTheFunction.accept(map);
                    return 1L;
                }),
                () -> {
                    inside.await();
                    try (Hold<Integer, Long> hold = map.lockForIteration(LONG)) {
                        held.countDown();
                        byTheHolder.accept(map, hold);
                        assertThat(hold).containsEntry(7, 0L);
                        assertThat(hold.isExclusive()).isFalse();
                    }
                    return null;
                }));
        assertAtRest(map);
        return map;
    }

    /** The holder writes to a bucket that is reserved by a function whose own write waits for the holder. */
    @Test
    void aHolderThatWaitsForAFunctionWhichWaitsForTheHold() throws Exception {
        StillMap<Integer, Long> written = besideAFunction(
                map -> {}, (map, hold) -> assertThat(map.put(7, 2L)).isEqualTo(1L));
        assertThat(written).containsEntry(7, 2L);
    }

    /** As before, by a batch, which waits for the function in another way. */
    @Test
    void aHolderWhoseBatchWaitsForAFunctionWhichWaitsForTheHold() throws Exception {
        StillMap<Integer, Long> written = besideAFunction(
                map -> {},
                (map, hold) -> map.batch().put(8, 2L).merge(7, 2L, Long::sum).commit());
        assertThat(written).containsEntry(7, 3L).containsEntry(8, 2L);
    }

    /** The function takes a hold while another thread holds the map and waits for the function. */
    @Test
    void aFunctionThatTakesAHoldOnItsOwnMap() throws Exception {
        StillMap<Integer, Long> written = besideAFunction(
                map -> {
                    try (Hold<Integer, Long> hold = map.lockForIteration(LONG)) {
                        assertThat(hold).hasSize(KEYS).containsEntry(7, 0L);
                    }
                },
                (map, hold) -> assertThat(map.merge(7, 5L, Long::sum)).isEqualTo(6L));
        assertThat(written).containsEntry(7, 6L);
    }

    /** The hold is still in force when the function ends and its result is written. */
    @Test
    void aFunctionThatLeavesItsHoldOpen() throws Exception {
        StillMap<Integer, Long> map = zeros(null);
        List<Hold<Integer, Long>> left = new ArrayList<>();
        Watchdog.run(List.of(() -> map.compute(7, (key, old) -> {
            left.add(map.lockForIteration(LONG));
            return 1L;
        })));
        assertThat(left.get(0)).containsEntry(7, 0L);
        assertThat(left.get(0).isExclusive()).isTrue();
        left.get(0).close();
        assertThat(map).containsEntry(7, 1L);
        assertAtRest(map);
    }

    /** Each has one and wants the other, and then writes to what the other may hold by then. */
    @Test
    void nestedHoldsOnTwoMapsInBothOrders() throws Exception {
        StillMap<Integer, Long> a = zeros(null);
        StillMap<Integer, Long> b = zeros(null);
        Callable<Object> aThenB = () -> nest(a, b);
        Callable<Object> bThenA = () -> nest(b, a);
        Watchdog.run(List.of(aThenB, bThenA, aThenB, bThenA));
        assertAtRest(a);
        assertAtRest(b);
    }

    private static Object nest(StillMap<Integer, Long> outerMap, StillMap<Integer, Long> innerMap) {
        for (int i = 0; i < 50; i++) {
            try (Hold<Integer, Long> outer = outerMap.lockForIteration(SHORT);
                    Hold<Integer, Long> inner = innerMap.lockForIteration(SHORT)) {
                assertThat(outer).hasSize(KEYS);
                assertThat(inner).hasSize(KEYS);
                outerMap.merge(i, 1L, Long::sum);
            }
        }
        return null;
    }

    /** Holders that write to each other's map. */
    @Test
    void holdersThatWriteToEachOthersMap() throws Exception {
        StillMap<Integer, Long> a = zeros(null);
        StillMap<Integer, Long> b = zeros(null);
        Watchdog.run(List.of(() -> holdAndWrite(a, b), () -> holdAndWrite(b, a)));
        assertThat(a).isEqualTo(b);
        assertAtRest(a);
        assertAtRest(b);
    }

    private static Object holdAndWrite(StillMap<Integer, Long> held, StillMap<Integer, Long> written) {
        for (int i = 0; i < 100; i++) {
            try (Hold<Integer, Long> hold = held.lockForIteration(SHORT)) {
                assertThat(hold).hasSize(KEYS);
                written.merge(i % KEYS, 1L, Long::sum);
            }
        }
        return null;
    }

    private static final class Mixture {
        private final List<StillMap<Integer, Long>> maps;
        private final List<AtomicLongArray> sums;
        private final EpochDomain domain;

        Mixture(List<StillMap<Integer, Long>> maps, EpochDomain domain) {
            this.maps = maps;
            this.domain = domain;
            sums = maps.stream().map(map -> new AtomicLongArray(KEYS)).toList();
        }

        Callable<Object> task(long seed, int steps) {
            return () -> {
                Random random = new Random(seed);
                for (int i = 0; i < steps; i++) {
                    step(random, 0);
                }
                return null;
            };
        }

        /** Adds 1 to some keys, or holds a map and does something meanwhile. */
        private void step(Random random, int depth) throws Exception {
            int chosen = random.nextInt(maps.size());
            StillMap<Integer, Long> map = maps.get(chosen);
            int key = random.nextInt(KEYS);
            switch (random.nextInt(depth < 2 ? 12 : 5)) {
                case 0, 1 -> add(chosen, key, () -> map.merge(key, 1L, Long::sum));
                case 2 -> add(chosen, key, () -> map.compute(key, (k, old) -> old + 1));
                case 3 -> {
                    int other = (key + 1) % KEYS;
                    map.batch()
                            .merge(key, 1L, Long::sum)
                            .merge(other, 1L, Long::sum)
                            .commit();
                    sums.get(chosen).incrementAndGet(key);
                    sums.get(chosen).incrementAndGet(other);
                }
                case 4 -> addByReplacing(chosen, key);
                case 5 -> {
                    for (int grown = 1_000 * (1 + random.nextInt(50)), i = 0; i < 40; i++) {
                        map.put(grown + i, 0L);
                    }
                    if (random.nextInt(4) == 0) {
                        map.keySet().removeIf(k -> k >= KEYS);
                        map.trimToSize();
                    }
                }
                case 6 -> {
                    if (domain != null) {
                        var batch = domain.batch();
                        maps.forEach(each -> batch.of(each).merge(key, 1L, Long::sum));
                        batch.commit();
                        sums.forEach(sum -> sum.incrementAndGet(key));
                    }
                }
                case 7 -> iterate(map, random);
                case 8 -> {
                    Optional<Hold<Integer, Long>> hold =
                            map.tryLockForIteration(Duration.ofNanos(random.nextInt(100_000)), settings(random));
                    if (hold.isPresent()) {
                        within(hold.get(), random, depth);
                    }
                }
                default -> within(priority(random).supply(() -> map.lockForIteration(settings(random))), random, depth);
            }
        }

        private static void iterate(StillMap<Integer, Long> map, Random random) {
            try (Iteration<Integer, Long> iteration =
                    map.iterate(random.nextBoolean() ? IterationContract.EXCLUSIVE : IterationContract.SNAPSHOT)) {
                int met = 0;
                while (iteration.hasNext()) {
                    met += iteration.next().getKey() < KEYS ? 1 : 0;
                }
                assertThat(met).isEqualTo(KEYS);
            }
        }

        private static IterationPriority priority(Random random) {
            return IterationPriority.values()[random.nextInt(3)];
        }

        private static IterationLock settings(Random random) {
            IterationLock settings = random.nextBoolean() ? SHORT : IterationLock.defaults();
            if (random.nextInt(3) == 0) {
                settings = settings.scope(IterationScope.keys(List.of(random.nextInt(KEYS), random.nextInt(KEYS))));
            }
            return random.nextInt(8) == 0 ? settings.policy(Policy.COPY) : settings;
        }

        private void within(Hold<Integer, Long> taken, Random random, int depth) throws Exception {
            try (Hold<Integer, Long> hold = taken) {
                Map<Integer, Long> before = new HashMap<>(hold);
                if (random.nextInt(3) == 0) {
                    step(random, depth + 1);
                }
                assertThat(new HashMap<>(hold)).isEqualTo(before);
            }
        }

        private void add(int chosen, int key, Runnable write) {
            write.run();
            sums.get(chosen).incrementAndGet(key);
        }

        private void addByReplacing(int chosen, int key) {
            StillMap<Integer, Long> map = maps.get(chosen);
            Long old = map.get(key);
            while (!map.replace(key, old, old + 1)) {
                old = map.get(key);
            }
            sums.get(chosen).incrementAndGet(key);
        }

        void assertExact() {
            for (int i = 0; i < maps.size(); i++) {
                for (int key = 0; key < KEYS; key++) {
                    assertThat(maps.get(i).get(key)).isEqualTo(sums.get(i).get(key));
                }
                assertAtRest(maps.get(i));
            }
        }
    }

    private static void run(Mixture mixture, int threads, int steps) throws Exception {
        long seed = Stress.seed();
        List<Callable<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            tasks.add(mixture.task(seed + i, steps));
        }
        Watchdog.run(tasks);
        mixture.assertExact();
    }

    @Test
    void everythingAtOnceOnOneMap() throws Exception {
        run(new Mixture(List.of(zeros(null)), null), 6, Stress.scaled(400));
    }

    @Test
    void everythingAtOnceOnThreeMaps() throws Exception {
        run(new Mixture(List.of(zeros(null), zeros(null), zeros(null)), null), 6, Stress.scaled(400));
    }

    @Test
    void everythingAtOnceInADomain() throws Exception {
        EpochDomain domain = new EpochDomain();
        run(new Mixture(List.of(zeros(domain), zeros(domain), zeros(domain)), domain), 6, Stress.scaled(400));
    }

    /** On a Java without virtual threads, three hundred platform threads do the same work in turns. */
    @Tag("stress")
    @Test
    void holdsOfTenThousandVirtualThreads(TestInfo info) throws Exception {
        Mixture mixture = new Mixture(List.of(zeros(null), zeros(null)), null);
        long seed = Stress.seed();
        ExecutorService executor = Runtime.version().feature() < 21
                ? Executors.newFixedThreadPool(300)
                : (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
        List<FutureTask<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            FutureTask<Object> task = new FutureTask<>(mixture.task(seed + i, 2));
            tasks.add(task);
            executor.execute(task);
        }
        Watchdog.await(tasks);
        executor.shutdown();
        mixture.assertExact();
        assertThat(mixture.maps.get(0).stats().holds().opened())
                .as(info.getDisplayName())
                .isGreaterThan(1_000);
    }
}
