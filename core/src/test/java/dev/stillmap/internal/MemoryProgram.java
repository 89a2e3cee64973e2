package dev.stillmap.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.Change;
import dev.stillmap.DomainSnapshot;
import dev.stillmap.EpochDomain;
import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationLock;
import dev.stillmap.IterationOrder;
import dev.stillmap.IterationScope;
import dev.stillmap.Snapshot;
import dev.stillmap.SnapshotExpiredException;
import dev.stillmap.SnapshotRetention;
import dev.stillmap.Stamped;
import dev.stillmap.StillMap;
import dev.stillmap.WriteBatch;
import dev.stillmap.scenario.CollidingStrings;
import dev.stillmap.scenario.Hashing;
import dev.stillmap.scenario.Key;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A fixed sequence of every operation of a map on one thread, for running it again and again with another allocation
 * refused each time. Beside the map runs a {@code HashMap}: a write of one key that fails has changed nothing, one of many
 * keys each wholly or not at all. Iterators go on after a refusal; what else only reads is repeated.
 */
final class MemoryProgram {
    private static final int PLAIN_KEYS = 170;
    private static final int COLLIDING_KEYS = 14;
    private static final int LADDER = 5;

    private final Random random;
    private final EpochDomain domain;
    private final StillMap<Object, Integer> map;
    private final StillMap<Object, Integer> neighbour;
    private final Map<Object, Integer> model = new HashMap<>();
    private final List<Rung> ladder = new ArrayList<>();
    private final List<Object> keys = new ArrayList<>();
    private final MemoryGate gate;
    private int written;

    /** Open snapshots that are not the ladder's. */
    private int snapshotsHeld;

    /** One more may be open: a refusing hold has been asked for its size. */
    private boolean mayHoldMore;

    /** An open snapshot, the handles on it, and what it must hold. */
    private record Rung(List<Snapshot<Object, Integer>> handles, Map<Object, Integer> content) {
        Snapshot<Object, Integer> snapshot() {
            return handles.get(0);
        }
    }

    MemoryProgram(long seed, long maxRetainedBytes, MemoryGate gate) {
        this.gate = gate;
        random = new Random(seed);
        domain = new EpochDomain(maxRetainedBytes, SnapshotRetention.EXPIRE);
        map = StillMap.<Object, Integer>builder()
                .domain(domain)
                .iterationOrder(IterationOrder.seeded(seed))
                .build();
        neighbour = StillMap.<Object, Integer>builder().domain(domain).build();
        for (int i = 0; i < COLLIDING_KEYS; i++) {
            keys.add(CollidingStrings.of(i));
            keys.add(Key.of(i, Hashing.COLLIDING));
        }
        for (int i = 0; i < PLAIN_KEYS; i++) {
            keys.add(i);
        }
    }

    /** Runs everything; fails if something is lost, doubled, stuck or still held at the end. */
    void run() {
        for (int phase = 0; phase < 3; phase++) {
            fill();
            oneBucketOverAndOver();
            everything();
            empty();
        }
        end();
    }

    private void fill() {
        for (Object key : keys) {
            put(key);
            if (random.nextInt(12) == 0) {
                climb();
            }
        }
    }

    /** More removals from one bucket than its sequence number counts. */
    private void oneBucketOverAndOver() {
        for (int i = 0; i < 40; i++) {
            remove(keys.get(40));
            put(keys.get(40));
        }
    }

    private void everything() {
        for (int i = 0; i < 250; i++) {
            one(keys.get(random.nextInt(keys.size())), random.nextInt(32));
        }
    }

    private void empty() {
        for (Object key : keys) {
            if (random.nextInt(8) != 0) {
                remove(key);
            }
            if (random.nextInt(12) == 0) {
                climb();
            }
        }
        gate.guarding(() -> {
            map.trimToSize();
            return null;
        });
    }

    private void one(Object key, int operation) {
        Integer old = model.get(key);
        Integer value = ++written;
        switch (operation) {
            case 0, 1 -> put(key);
            case 2 -> write(key, old == null ? value : old, old, () -> map.putIfAbsent(key, value));
            case 3 -> write(key, old == null ? null : value, old, () -> map.replace(key, value));
            case 4 ->
                write(
                        key,
                        old == null ? null : value,
                        old != null,
                        () -> map.replace(key, old == null ? -1 : old, value));
            case 5 -> remove(key);
            case 6 -> write(key, null, old != null, () -> map.remove(key, old == null ? -1 : old));
            case 7 -> write(key, value, value, () -> map.compute(key, (k, v) -> value));
            case 8 -> write(key, null, null, () -> map.compute(key, (k, v) -> null));
            case 9 ->
                write(
                        key,
                        old == null ? value : old,
                        old == null ? value : old,
                        () -> map.computeIfAbsent(key, k -> value));
            case 10 ->
                write(
                        key,
                        old == null ? null : value,
                        old == null ? null : value,
                        () -> map.computeIfPresent(key, (k, v) -> value));
            case 11 -> {
                Integer merged = old == null ? value : Integer.valueOf(old + value);
                write(key, merged, merged, () -> map.merge(key, value, Integer::sum));
            }
            case 12 ->
                write(
                        key,
                        old == null ? value : null,
                        old == null ? value : null,
                        () -> map.merge(key, value, (a, b) -> null));
            case 13 -> replaceStamped(key, old, value);
            case 14 -> putAll();
            case 15 -> writeAll(later(), () -> map.replaceAll((k, v) -> v + 1));
            case 16 -> removeWhileIterating();
            case 17 ->
                assertThat(retry(() -> collect(map.entrySet().iterator()))).isEqualTo(model);
            case 18 ->
                assertThat(retry(() -> collect(map.entrySet().stream().iterator())))
                        .isEqualTo(model);
            case 19 -> assertThat(retry(this::scan)).isEqualTo(model);
            case 20 -> assertThat(scanByCursor()).isEqualTo(model);
            case 21 -> iterate(IterationContract.SNAPSHOT);
            case 22 -> iterate(IterationContract.LIVE);
            case 23 -> retry(this::serialize);
            case 24 -> {
                if (random.nextInt(4) == 0) {
                    writeAll(new HashMap<>(), map::clear);
                }
            }
            case 25, 26 -> commitBatch();
            case 27 -> iterate(IterationContract.FAIL_FAST);
            case 28 -> iterate(IterationContract.EXCLUSIVE);
            case 29 -> hold(IterationLock.Policy.WAIT);
            case 30 -> hold(IterationLock.Policy.REFUSE);
            default -> climb();
        }
    }

    private void put(Object key) {
        Integer value = ++written;
        write(key, value, model.get(key), () -> map.put(key, value));
    }

    private void remove(Object key) {
        write(key, null, model.get(key), () -> map.remove(key));
    }

    /** One write of one key: it happens, with its result, or is refused memory and has changed nothing. */
    private void write(Object key, Integer after, Object result, Supplier<Object> operation) {
        try {
            assertThat(gate.guarding(operation)).isEqualTo(result);
            set(key, after);
        } catch (MemoryGate.Refused refused) {
            map.verify();
            check();
        }
    }

    private void set(Object key, Integer value) {
        if (value == null) {
            model.remove(key);
        } else {
            model.put(key, value);
        }
    }

    /** A write of many keys, each for itself. */
    private void writeAll(Map<Object, Integer> after, Runnable operation) {
        try {
            gate.guarding(() -> {
                operation.run();
                return null;
            });
            model.clear();
            model.putAll(after);
        } catch (MemoryGate.Refused refused) {
            map.verify();
            for (Object key : keys) {
                Integer found = map.get(key);
                assertThat(found).isIn(model.get(key), after.get(key));
                set(key, found);
            }
            check();
        }
    }

    private Map<Object, Integer> later() {
        Map<Object, Integer> after = new HashMap<>(model);
        after.replaceAll((key, value) -> value + 1);
        return after;
    }

    private void replaceStamped(Object key, Integer old, Integer value) {
        Stamped<Integer> stamped = retry(() -> map.getStamped(key));
        assertThat(stamped == null ? null : stamped.value()).isEqualTo(old);
        if (stamped != null) {
            write(key, value, true, () -> map.replaceStamped(key, stamped, value));
        }
    }

    private void putAll() {
        Map<Object, Integer> source = new HashMap<>();
        for (int i = 0; i < 6; i++) {
            source.put(keys.get(random.nextInt(keys.size())), ++written);
        }
        Map<Object, Integer> after = new HashMap<>(model);
        after.putAll(source);
        writeAll(after, () -> map.putAll(source));
    }

    /** All of it or nothing. */
    private void commitBatch() {
        Map<Object, Integer> after = new HashMap<>(model);
        List<Consumer<WriteBatch<Object, Integer>>> writes = new ArrayList<>();
        boolean functions = random.nextBoolean();
        for (int i = random.nextInt(random.nextInt(4) == 0 ? 60 : 4); i >= 0; i--) {
            Object key = keys.get(random.nextInt(keys.size()));
            Integer value = ++written;
            if (random.nextInt(3) == 0) {
                writes.add(batch -> batch.remove(key));
                after.remove(key);
            } else if (functions) {
                writes.add(batch -> batch.merge(key, value, Integer::sum));
                after.merge(key, value, Integer::sum);
            } else {
                writes.add(batch -> batch.put(key, value));
                after.put(key, value);
            }
        }
        try {
            gate.guarding(() -> {
                WriteBatch<Object, Integer> batch = map.batch();
                writes.forEach(write -> write.accept(batch));
                batch.commit();
                return null;
            });
        } catch (MemoryGate.Refused refused) {
            map.verify();
            Map<Object, Integer> found = collect(map.entrySet().iterator());
            assertThat(found).isIn(model, after);
            after = found;
        }
        model.clear();
        model.putAll(after);
        check();
    }

    private void removeWhileIterating() {
        Map<Object, Integer> after = new HashMap<>(model);
        after.values().removeIf(value -> value % 7 == 0);
        writeAll(after, () -> {
            for (Iterator<Map.Entry<Object, Integer>> all = map.entrySet().iterator(); all.hasNext(); ) {
                if (all.next().getValue() % 7 == 0) {
                    all.remove();
                }
            }
        });
    }

    /** What changes nothing is repeated after a refusal, by which nothing may have changed. */
    private <T> T retry(Supplier<T> operation) {
        try {
            return gate.guarding(operation);
        } catch (MemoryGate.Refused refused) {
            check();
            return operation.get();
        }
    }

    /** The entries that an iterator meets; when it is refused memory, it is asked again. */
    private static Map<Object, Integer> collect(Iterator<Map.Entry<Object, Integer>> all) {
        Map<Object, Integer> met = new HashMap<>();
        for (Map.Entry<Object, Integer> entry = next(all); entry != null; entry = next(all)) {
            assertThat(met.put(entry.getKey(), entry.getValue()))
                    .as("met twice: %s", entry.getKey())
                    .isNull();
        }
        return met;
    }

    private static <T> T next(Iterator<T> all) {
        try {
            return all.hasNext() ? all.next() : null;
        } catch (MemoryGate.Refusal refusal) {
            return all.hasNext() ? all.next() : null;
        }
    }

    private Map<Object, Integer> scan() {
        Map<Object, Integer> met = new HashMap<>();
        map.scan((key, value) -> assertThat(met.put(key, value)).isNull());
        return met;
    }

    private Map<Object, Integer> scanByCursor() {
        Map<Object, Integer> met = new HashMap<>();
        long cursor = 0;
        do {
            long from = cursor;
            Map<Object, Integer> step = new HashMap<>();
            cursor = retry(() -> {
                step.clear();
                return map.scan(from, 7, step::put);
            });
            for (Map.Entry<Object, Integer> entry : step.entrySet()) {
                assertThat(met.put(entry.getKey(), entry.getValue())).isNull();
            }
        } while (cursor != 0);
        return met;
    }

    private void iterate(IterationContract contract) {
        try (Iteration<Object, Integer> iteration = retry(() -> map.iterate(contract))) {
            assertThat(gate.guarding(() -> collect(iteration))).isEqualTo(model);
        }
    }

    /** Holds the map, writes by the holder, and reads what it held. */
    private void hold(IterationLock.Policy policy) {
        boolean refuses = policy == IterationLock.Policy.REFUSE;
        Object key = keys.get(random.nextInt(keys.size()));
        Map<Object, Integer> content = Map.copyOf(model);
        IterationScope scope = random.nextBoolean()
                ? IterationScope.wholeMap()
                : retry(() -> random.nextBoolean()
                        ? IterationScope.keys(keys)
                        : IterationScope.region(64, part -> part % 2 == 0));
        IterationLock settings = IterationLock.defaults()
                .blockTime(Duration.ofHours(1))
                .policy(policy)
                .scope(scope);
        IterationLock.Hold<Object, Integer> hold = retry(() -> map.lockForIteration(settings));
        snapshotsHeld = refuses ? 0 : 1;
        try {
            if (!refuses) {
                put(key);
            }
            assertThat(retry(() -> hold.get(key))).isEqualTo(content.get(key));
            assertThat(retry(() -> read(hold))).isEqualTo(content);
            mayHoldMore = refuses;
            int size = retry(hold::size);
            mayHoldMore = false;
            snapshotsHeld = 1;
            assertThat(size).isEqualTo(content.size());
            assertThat(hold.isExclusive()).isTrue();
        } catch (SnapshotExpiredException expired) {
            snapshotsHeld = 0;
        }
        mayHoldMore = false;
        gate.guarding(() -> {
            hold.close();
            return null;
        });
        snapshotsHeld = 0;
        assertThat(map.stats().holds().open()).isZero();
    }

    private Object serialize() {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            out.writeObject(map);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return null;
    }

    /** Opens, reads or closes a snapshot. */
    private void climb() {
        dropExpired();
        if (ladder.isEmpty() || (ladder.size() < LADDER && random.nextInt(3) == 0)) {
            Map<Object, Integer> content = Map.copyOf(model);
            Snapshot<Object, Integer> opened = retry(random.nextBoolean() ? map::snapshot : this::snapshotOfTheDomain);
            ladder.add(random.nextInt(ladder.size() + 1), new Rung(new ArrayList<>(List.of(opened)), content));
            return;
        }
        Rung rung = ladder.get(random.nextInt(ladder.size()));
        Rung other = ladder.get(random.nextInt(ladder.size()));
        try {
            switch (random.nextInt(7)) {
                case 0 ->
                    assertThat(retry(() -> collect(rung.snapshot().entrySet().iterator())))
                            .isEqualTo(rung.content);
                case 1 -> assertThat(retry(() -> read(rung.snapshot()))).isEqualTo(rung.content);
                case 2 -> {
                    Object key = keys.get(random.nextInt(keys.size()));
                    assertThat(retry(() -> rung.snapshot().get(key))).isEqualTo(rung.content.get(key));
                    assertThat(retry(() -> rung.snapshot().size())).isEqualTo(rung.content.size());
                }
                case 3 -> rung.handles.add(retry(() -> rung.snapshot().retain()));
                case 4, 5 -> compare(rung, other);
                default -> close(rung);
            }
        } catch (SnapshotExpiredException expired) {
            dropExpired();
        }
    }

    private Snapshot<Object, Integer> snapshotOfTheDomain() {
        try (DomainSnapshot all = domain.snapshot()) {
            return all.of(map).retain();
        }
    }

    private static Map<Object, Integer> read(Snapshot<Object, Integer> snapshot) {
        Map<Object, Integer> met = new HashMap<>();
        snapshot.forEach((key, value) -> assertThat(met.put(key, value)).isNull());
        return met;
    }

    /** Applies the changes between two snapshots to the content of the older one. */
    private void compare(Rung one, Rung two) {
        Iterator<Change<Object, Integer>> changes;
        Rung older = one;
        Rung newer = two;
        try {
            changes = retry(() -> two.snapshot().changesSince(one.snapshot()).iterator());
        } catch (IllegalArgumentException theOtherWayRound) {
            older = two;
            newer = one;
            changes = retry(() -> one.snapshot().changesSince(two.snapshot()).iterator());
        }
        Map<Object, Integer> content = new HashMap<>(older.content);
        Iterator<Change<Object, Integer>> all = changes;
        for (Change<Object, Integer> change = gate.guarding(() -> next(all));
                change != null;
                change = gate.guarding(() -> next(all))) {
            Integer before =
                    change.after() == null ? content.remove(change.key()) : content.put(change.key(), change.after());
            assertThat(change.before()).isEqualTo(before);
        }
        assertThat(content).isEqualTo(newer.content);
    }

    /** Does without memory, as a trim does: what that would be good for is left for later. */
    private void close(Rung rung) {
        Snapshot<Object, Integer> handle = rung.handles.remove(rung.handles.size() - 1);
        if (rung.handles.isEmpty()) {
            ladder.remove(rung);
        }
        gate.guarding(() -> {
            handle.close();
            return null;
        });
        if (gate.hasRefused()) {
            check();
        }
    }

    private void dropExpired() {
        ladder.removeIf(rung -> {
            try {
                rung.snapshot().keySet();
                return false;
            } catch (SnapshotExpiredException expired) {
                rung.handles.forEach(Snapshot::close);
                return true;
            }
        });
    }

    /** Everything is as it should be. The structure comes first: a bucket left locked would make all else wait. */
    private void check() {
        map.verify();
        assertThat(collect(map.entrySet().iterator())).isEqualTo(model);
        dropExpired();
        for (Rung rung : ladder) {
            assertThat(read(rung.snapshot())).isEqualTo(rung.content);
            for (Object key : keys) {
                if (!Objects.equals(rung.snapshot().get(key), rung.content.get(key))) {
                    assertThat(rung.snapshot().get(key)).as("key %s", key).isEqualTo(rung.content.get(key));
                }
            }
        }
        int open = snapshotsHeld
                + (int) ladder.stream().filter(rung -> !rung.handles.isEmpty()).count();
        assertThat(map.stats().snapshots().open()).isBetween(open, mayHoldMore ? open + 1 : open);
    }

    private void end() {
        check();
        while (!ladder.isEmpty()) {
            close(ladder.get(0));
        }
        for (int i = 0;
                map.stats().table().growthsStarted() != map.stats().table().growthsCompleted();
                i++) {
            assertThat(i).as("writes after which the table has not moved").isLessThan(2_000);
            put(keys.get(i % keys.size()));
        }
        check();
        assertThat(map.stats().snapshots().retainedBytes()).isZero();
        assertThat(map.stats().snapshots().open()).isZero();
        assertThat(map.stats().snapshots().leaked()).isZero();
        assertThat(map.stats().holds().open()).isZero();
        assertThat(map.stats().holds().leaked()).isZero();
        assertThat(neighbour.stats().snapshots().open()).isZero();
        assertThat(neighbour.stats().snapshots().retainedBytes()).isZero();
    }
}
