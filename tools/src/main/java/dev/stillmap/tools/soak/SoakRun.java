package dev.stillmap.tools.soak;

import dev.stillmap.Change;
import dev.stillmap.DomainBatch;
import dev.stillmap.DomainSnapshot;
import dev.stillmap.EpochDomain;
import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationLock;
import dev.stillmap.Snapshot;
import dev.stillmap.SnapshotExpiredException;
import dev.stillmap.Stamped;
import dev.stillmap.StillMap;
import dev.stillmap.stats.MapStats;
import dev.stillmap.stats.SnapshotStats;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Two maps of one domain, on which threads do everything at once, and what must hold of them all the time:
 *
 * <ul>
 *   <li>accounts: batches move amounts between them, so their total is the same in every snapshot and scan;
 *   <li>mirrored keys: batches write the same to both maps, so both are equal in every snapshot;
 *   <li>counters: raised by stamped replacement and by merge, they are the number of raises in the end;
 *   <li>crowd: keys that come and go by all other operations, so that the map grows, and is trimmed;
 *   <li>the changes between two snapshots turn the one into the other; a walk by cursor meets every account once.
 * </ul>
 *
 * <p>Now and then everybody stops: then the structure is verified, nothing may be retained, and the counters must
 * agree.
 */
public final class SoakRun {

    private static final int ACCOUNTS = 1_000;

    private static final long EACH = 1_000_000;

    private static final int MIRRORED = 2_000;

    private static final int COUNTERS = 50;

    private static final int CROWD = 200_000;

    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long WATCHDOG_SECONDS = 120;

    private final long nanos;

    private final SplittableRandom seeds;

    private final PrintStream out;

    private final Recorder recorder = new Recorder();

    private final EpochDomain domain = new EpochDomain();

    private final StillMap<String, Long> map =
            StillMap.<String, Long>builder().domain(domain).build();

    private final StillMap<String, Long> mirror =
            StillMap.<String, Long>builder().domain(domain).build();

    private final AtomicLong raises = new AtomicLong();

    private final AtomicReference<String> violation = new AtomicReference<>();

    /** Read by who does something, written by who verifies. */
    private final ReentrantReadWriteLock rest = new ReentrantReadWriteLock(true);

    private volatile boolean stopped;

    /**
     * Fills the maps.
     *
     * @param nanos how long to run
     * @param seed decides what is done, though not when
     * @param out where to report
     */
    public SoakRun(long nanos, long seed, PrintStream out) {
        this.nanos = nanos;
        this.seeds = new SplittableRandom(seed);
        this.out = out;
        for (int i = 0; i < ACCOUNTS; i++) {
            map.put("account " + i, EACH);
        }
        for (int i = 0; i < COUNTERS; i++) {
            map.put("counter " + i, 0L);
        }
    }

    /** One thing that a thread does again and again. */
    @FunctionalInterface
    private interface Step {
        void run(SplittableRandom random) throws Exception;
    }

    /**
     * Runs until the time is over or something is violated, and reports.
     *
     * @return whether everything held
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        threads.add(repeating("batches", this::commit));
        threads.add(repeating("other batches", this::commit));
        threads.add(repeating("counters", this::raise));
        threads.add(repeating("other counters", this::raise));
        threads.add(repeating("crowd", this::crowd));
        threads.add(repeating("trims", this::trim));
        threads.add(repeating("snapshots", this::compareSnapshots));
        threads.add(repeating("changes", this::compareChanges));
        threads.add(repeating("scans", this::scan));
        threads.add(repeating("cursor", this::walkByCursor));
        threads.add(repeating("holds", this::hold));
        threads.add(repeating("fail-fast", this::failFast));
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0 && violation.get() == null) {
            long left = Math.min(ROUND_NANOS, end - System.nanoTime());
            TimeUnit.NANOSECONDS.timedJoin(threads.get(0), Math.max(1, left));
            verifyAtRest();
        }
        stopped = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(WATCHDOG_SECONDS));
            if (thread.isAlive()) {
                violated(thread.getName() + " does not end" + stacks());
            }
        }
        report();
        return violation.get() == null;
    }

    private Thread repeating(String name, Step step) {
        SplittableRandom random = seeds.split();
        Thread thread = new Thread(
                () -> {
                    while (!stopped && violation.get() == null) {
                        rest.readLock().lock();
                        try {
                            step.run(random);
                        } catch (Throwable e) {
                            violated(name + ": " + e + stackOf(e.getStackTrace()));
                        } finally {
                            rest.readLock().unlock();
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void violated(String what) {
        violation.compareAndSet(null, what);
    }

    void commit(SplittableRandom random) throws Exception {
        DomainBatch batch = domain.batch();
        int from = random.nextInt(ACCOUNTS);
        int to = random.nextInt(ACCOUNTS);
        long amount = random.nextInt(100);
        batch.of(map).merge("account " + from, -amount, Long::sum).merge("account " + to, amount, Long::sum);
        for (int i = random.nextInt(4); i > 0; i--) {
            String key = "mirrored " + random.nextInt(MIRRORED);
            if (random.nextBoolean()) {
                batch.of(map).put(key, amount);
                batch.of(mirror).put(key, amount);
            } else {
                batch.of(map).remove(key);
                batch.of(mirror).remove(key);
            }
        }
        recorder.time("batch", batch::commit);
    }

    private void raise(SplittableRandom random) throws Exception {
        String key = "counter " + random.nextInt(COUNTERS);
        if (random.nextBoolean()) {
            recorder.time("merge", () -> map.merge(key, 1L, Long::sum));
            raises.incrementAndGet();
        } else {
            Stamped<Long> stamped = map.getStamped(key);
            if (stamped == null) {
                violated(key + " is lost");
            } else if (map.replaceStamped(key, stamped, stamped.value() + 1)) {
                raises.incrementAndGet();
            }
        }
    }

    private void crowd(SplittableRandom random) throws Exception {
        String key = "crowd " + random.nextInt(CROWD);
        long value = random.nextInt(10);
        switch (random.nextInt(8)) {
            case 0 -> recorder.time("remove", () -> map.remove(key));
            case 1 ->
                recorder.time("compute", () -> map.compute(key, (k, old) -> old == null || old > 5 ? value : null));
            case 2 -> recorder.time("computeIfAbsent", () -> map.computeIfAbsent(key, k -> value));
            case 3 -> recorder.time("replace", () -> map.replace(key, value));
            case 4 -> recorder.time("putIfAbsent", () -> map.putIfAbsent(key, value));
            case 5 -> recorder.time("get", () -> map.get(key));
            default -> recorder.time("put", () -> map.put(key, value));
        }
    }

    private void trim(SplittableRandom random) throws Exception {
        for (int i = 0; i < 20_000 && !stopped; i++) {
            map.put("crowd " + random.nextInt(CROWD), 0L);
        }
        if (random.nextInt(10) == 0) {
            map.keySet().removeIf(key -> key.startsWith("crowd"));
            recorder.time("trim", map::trimToSize);
        }
    }

    private void compareSnapshots(SplittableRandom random) throws Exception {
        ArrayDeque<DomainSnapshot> open = new ArrayDeque<>();
        try {
            for (int i = 0; i < 4; i++) {
                recorder.time("snapshot", () -> open.add(domain.snapshot()));
                if (random.nextBoolean()) {
                    checkTotal(contents(open.getFirst().of(map)));
                }
            }
            while (!open.isEmpty()) {
                try (DomainSnapshot snapshot = random.nextBoolean() ? open.removeFirst() : open.removeLast()) {
                    recorder.time("reading of two maps", () -> compare(snapshot));
                }
            }
        } catch (SnapshotExpiredException e) {
            recorder.time("expiry", () -> {});
        } finally {
            open.forEach(DomainSnapshot::close);
        }
    }

    private void compare(DomainSnapshot snapshot) {
        Map<String, Long> here = contents(snapshot.of(map));
        Map<String, Long> there = contents(snapshot.of(mirror));
        checkTotal(here);
        for (int i = 0; i < MIRRORED; i++) {
            String key = "mirrored " + i;
            if (!Objects.equals(here.get(key), there.get(key))) {
                violated("a snapshot has " + here.get(key) + " at " + key + " in one map and " + there.get(key)
                        + " in the other");
            }
        }
    }

    private static Map<String, Long> contents(Map<String, Long> snapshot) {
        Map<String, Long> contents = new HashMap<>();
        snapshot.forEach(contents::put);
        return contents;
    }

    private void checkTotal(Map<String, Long> contents) {
        long total = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            total += contents.getOrDefault("account " + i, 0L);
        }
        if (total != ACCOUNTS * EACH) {
            violated("the accounts hold " + total + " instead of " + ACCOUNTS * EACH);
        }
    }

    private void compareChanges(SplittableRandom random) throws Exception {
        try (Snapshot<String, Long> older = map.snapshot()) {
            Map<String, Long> contents = contents(older);
            for (int i = random.nextInt(1_000); i > 0; i--) {
                map.put("crowd " + random.nextInt(CROWD), (long) i);
            }
            try (Snapshot<String, Long> newer = map.snapshot()) {
                recorder.time("comparison of snapshots", () -> {
                    for (Change<String, Long> change : newer.changesSince(older)) {
                        Long before = change.after() == null
                                ? contents.remove(change.key())
                                : contents.put(change.key(), change.after());
                        if (!Objects.equals(before, change.before())) {
                            violated(change + " where the older snapshot has " + before);
                        }
                    }
                });
                if (!contents.equals(contents(newer))) {
                    violated("the changes between two snapshots do not turn one into the other");
                }
            }
        } catch (SnapshotExpiredException e) {
            recorder.time("expiry", () -> {});
        }
    }

    private void scan(SplittableRandom random) throws Exception {
        Map<String, Long> contents = new HashMap<>();
        recorder.time(
                "scan",
                () -> map.scan((key, value) -> {
                    if (contents.put(key, value) != null) {
                        violated("a scan met " + key + " twice");
                    }
                }));
        checkTotal(contents);
    }

    private void walkByCursor(SplittableRandom random) throws Exception {
        Set<String> met = new HashSet<>();
        recorder.time("walk by cursor", () -> {
            long cursor = 0;
            do {
                cursor = map.scan(cursor, 1 + random.nextInt(500), (key, value) -> {
                    if (key.startsWith("account") && !met.add(key)) {
                        violated("a walk by cursor met " + key + " twice");
                    }
                });
            } while (cursor != 0);
        });
        if (met.size() != ACCOUNTS) {
            violated("a walk by cursor met " + met.size() + " of " + ACCOUNTS + " accounts");
        }
    }

    /** While a hold is exclusive, what it shows is what the map has. */
    private void hold(SplittableRandom random) throws Exception {
        IterationLock lock = IterationLock.defaults().blockTime(Duration.ofMillis(1 + random.nextInt(10)));
        String key = "account " + random.nextInt(ACCOUNTS);
        recorder.time("walk in a hold", () -> {
            try (IterationLock.Hold<String, Long> hold = map.lockForIteration(lock)) {
                Long shown = hold.get(key);
                Long live = map.get(key);
                if (hold.isExclusive() && !Objects.equals(shown, live)) {
                    violated("an exclusive hold shows " + shown + " for " + key + ", but the map has " + live);
                }
                requireWhole("a hold", hold.entrySet().iterator());
            } catch (SnapshotExpiredException e) {
                recorder.time("expiry", () -> {});
            }
        });
    }

    /** One that came to its end has met the entries of one instant. */
    private void failFast(SplittableRandom random) throws Exception {
        recorder.time("fail-fast iteration", () -> {
            try (Iteration<String, Long> each = map.iterate(IterationContract.FAIL_FAST)) {
                requireWhole("a fail-fast iteration", each);
            } catch (ConcurrentModificationException e) {
                // As promised: somebody has written.
            }
        });
    }

    private void requireWhole(String what, Iterator<Map.Entry<String, Long>> each) {
        long total = 0;
        int accounts = 0;
        while (each.hasNext()) {
            Map.Entry<String, Long> entry = each.next();
            if (entry.getKey().startsWith("account")) {
                total += entry.getValue();
                accounts++;
            }
        }
        if (accounts != ACCOUNTS || total != ACCOUNTS * EACH) {
            violated(what + " met " + accounts + " accounts with " + total);
        }
    }

    private void verifyAtRest() throws InterruptedException {
        if (!rest.writeLock().tryLock(WATCHDOG_SECONDS, TimeUnit.SECONDS)) {
            violated("a thread is stuck" + stacks());
            return;
        }
        try {
            map.verify();
            mirror.verify();
            long counted = 0;
            for (int i = 0; i < COUNTERS; i++) {
                counted += map.getOrDefault("counter " + i, 0L);
            }
            if (counted != raises.get()) {
                violated("the counters were raised " + raises.get() + " times and show " + counted);
            }
            long retained = map.stats().snapshots().retainedBytes()
                    + mirror.stats().snapshots().retainedBytes();
            if (retained != 0 || map.stats().snapshots().open() != 0) {
                violated(map.stats().snapshots().open() + " snapshots are open and " + retained
                        + " bytes retained when all are closed");
            }
            checkSums(map.stats());
            checkSums(mirror.stats());
        } catch (IllegalStateException e) {
            violated(e.getMessage());
        } finally {
            rest.writeLock().unlock();
        }
    }

    /** What began has ended in one way. */
    private void checkSums(MapStats stats) {
        SnapshotStats snapshots = stats.snapshots();
        long ended = snapshots.closed() + snapshots.leaked() + snapshots.expired() + snapshots.open();
        if (snapshots.opened() != ended) {
            violated(snapshots.opened() + " snapshots were opened, and " + ended + " are open or have ended");
        }
    }

    private static String stacks() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces()
                .forEach((thread, stack) ->
                        text.append("\n").append(thread.getName()).append(stackOf(stack)));
        return text.toString();
    }

    private static String stackOf(StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : stack) {
            text.append("\n    ").append(frame);
        }
        return text.toString();
    }

    private void report() {
        recorder.print(out);
        out.println(map.stats());
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            out.println(collector.getName() + ": " + collector.getCollectionCount() + " collections, "
                    + collector.getCollectionTime() + " ms");
        }
        String violated = violation.get();
        out.println(violated == null ? "every invariant held" : "VIOLATED: " + violated);
    }
}
