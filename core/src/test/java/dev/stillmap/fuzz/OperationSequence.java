package dev.stillmap.fuzz;

import static dev.stillmap.fuzz.Checks.compare;
import static dev.stillmap.fuzz.Checks.mustThrow;
import static dev.stillmap.fuzz.Checks.same;

import dev.stillmap.Change;
import dev.stillmap.DomainBatch;
import dev.stillmap.DomainSnapshot;
import dev.stillmap.EpochDomain;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationOrder;
import dev.stillmap.Snapshot;
import dev.stillmap.SnapshotExpiredException;
import dev.stillmap.SnapshotRetention;
import dev.stillmap.Stamped;
import dev.stillmap.StillMap;
import dev.stillmap.WriteBatch;
import dev.stillmap.fuzz.FuzzKey.Blown;
import dev.stillmap.stats.MapStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One case: bytes, read as operations on two maps of one domain and on two {@link HashMap}s. Results must agree,
 * snapshots must equal the copies that were made with them, walks must meet what stays, and no exception may come that
 * the contract does not name. The same bytes always do the same.
 */
final class OperationSequence {
    private static final Operation[] OPERATIONS = Operation.values();
    private static final int MOST_OPERATIONS = 1_000;
    private static final int MOST_RANGES = 40;
    private static final int MOST_SAVES = 6;
    private static final int MOST_OPEN = 6;
    private static final int MOST_STAMPS = 4;

    /** In place of the memory bound of snapshots; the first is none. */
    private static final long[] BOUNDS = {Long.MAX_VALUE, 0, 1_000, 10_000};

    /** How many keys single writes choose from. */
    private static final int[] KEY_COUNTS = {256, 64, 16, 4};

    private final Choices choices;
    private final Set<Enum<?>> reached = new HashSet<>();
    private final FuzzKey.Kind kind;
    private final FuzzKey.Fuse fuse = new FuzzKey.Fuse();
    private final int keyCount;
    private final boolean expires;
    private final EpochDomain domain;
    private final Saves saves;
    private final Side[] sides = new Side[2];
    private final List<Taken> open = new ArrayList<>();
    private final List<Held> stamps = new ArrayList<>();

    private Side side;
    private Operation operation;
    private int step;
    private int lastValue;
    private int ranges;
    private int saved;

    OperationSequence(byte[] input) {
        choices = new Choices(input);
        kind = FuzzKey.Kind.values()[choices.below(FuzzKey.Kind.values().length)];
        int memory = choices.next();
        long bound = BOUNDS[memory % BOUNDS.length];
        keyCount = KEY_COUNTS[memory / BOUNDS.length % KEY_COUNTS.length];
        expires = bound != Long.MAX_VALUE;
        domain = new EpochDomain(bound, SnapshotRetention.EXPIRE);
        saves = new Saves(kind, fuse);
        int settings = choices.next();
        for (int i = 0; i < sides.length; i++) {
            sides[i] = new Side(StillMap.<Object, Integer>builder()
                    .domain(domain)
                    .iterationOrder(IterationOrder.seeded(settings))
                    .expectedSize(settings % 3 == 0 ? settings : 0)
                    .build());
        }
    }

    /** Throws what was wrong; else returns what was reached. */
    Set<Enum<?>> run() {
        try {
            while (!choices.atEnd() && step < MOST_OPERATIONS) {
                step++;
                int choice = choices.next();
                operation = OPERATIONS[choice % OPERATIONS.length];
                side = sides[choice / OPERATIONS.length & 1];
                reached.add(operation);
                perform();
                noteWhatChanged();
            }
            finish();
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError("operation " + step + ", " + operation + ", keys " + kind + ": " + e, e);
        }
        return reached;
    }

    private void perform() throws IOException {
        switch (operation) {
            case PUT -> both((map, key, value) -> map.put(key, value));
            case PUT_IF_ABSENT -> both((map, key, value) -> map.putIfAbsent(key, value));
            case PUT_RANGE -> range((key, value) -> same(side.map.put(key, value), side.model.put(key, value)));
            case PUT_ALL -> putAll();
            case REPLACE -> both((map, key, value) -> map.replace(key, value));
            case REPLACE_IF -> conditional((map, key, expected) -> map.replace(key, expected, step));
            case REPLACE_ALL -> {
                side.map.replaceAll((key, value) -> value + 1);
                side.model.replaceAll((key, value) -> value + 1);
            }
            case REMOVE -> both((map, key, value) -> map.remove(key));
            case REMOVE_IF -> conditional((map, key, expected) -> map.remove(key, expected));
            case REMOVE_RANGE -> range((key, value) -> same(side.map.remove(key), side.model.remove(key)));
            case REMOVE_FROM_VIEW -> removeFromView();
            case REMOVE_BY_TEST -> removeByTest();
            case CLEAR -> {
                side.map.clear();
                side.model.clear();
            }
            case COMPUTE ->
                withFunction((map, key, value, function) -> map.compute(key, (k, old) -> function.apply(old)));
            case COMPUTE_IF_ABSENT ->
                withFunction((map, key, value, function) -> map.computeIfAbsent(key, k -> function.apply(null)));
            case COMPUTE_IF_PRESENT ->
                withFunction((map, key, value, function) -> map.computeIfPresent(key, (k, old) -> function.apply(old)));
            case MERGE ->
                withFunction((map, key, value, function) -> map.merge(key, value, (old, given) -> function.apply(old)));
            case BATCH -> batch(false);
            case BATCH_OF_DOMAIN -> batch(true);
            case LOOK_UP -> lookUp();
            case TAKE_STAMP -> takeStamp();
            case REPLACE_STAMPED -> replaceStamped();
            case TAKE_SNAPSHOT -> takeSnapshot();
            case TAKE_SNAPSHOT_OF_DOMAIN -> takeSnapshotOfDomain();
            case RETAIN_SNAPSHOT -> retainSnapshot();
            case READ_SNAPSHOT -> readSnapshot();
            case COMPARE_SNAPSHOT -> withSnapshot(taken -> compare(taken.snapshot, taken.copy));
            case APPLY_CHANGES -> applyChanges();
            case CLOSE_SNAPSHOT -> withSnapshot(taken -> close(taken, taken.snapshot));
            case CLOSE_SNAPSHOT_OF_DOMAIN -> withSnapshot(taken -> close(taken, taken.owner));
            case SCAN -> scan();
            case STEP_BY_CURSOR -> stepByCursor(1 + choices.below(64), choices.next());
            case BEGIN_WALK -> beginWalk();
            case NEXT_OF_WALK -> nextOfWalk(1 + choices.below(8));
            case REMOVE_IN_WALK -> {
                if (side.walk != null) {
                    side.walk.remove(side.model);
                }
            }
            case SET_IN_WALK -> {
                if (side.walk != null && side.walk.hasMet()) {
                    side.walk.setValue(side.model, value());
                }
            }
            case SAVE_AND_LOAD -> {
                if (saved++ < MOST_SAVES) {
                    saveAndLoad();
                }
            }
            case SAVE_CHANGES_AND_LOAD -> {
                if (saved++ < MOST_SAVES) {
                    saveChangesAndLoad();
                }
            }
            case TRIM -> same(attempt(this::trim).thrown, null);
            case CHECK -> check(side);
            case ARM_KEYS -> {
                int calls = choices.next();
                fuse.arm(calls & 63, (calls & 64) != 0);
            }
        }
    }

    private Object keyOf(int id) {
        return kind.of(id, fuse);
    }

    private Object key() {
        return keyOf(choices.below(keyCount));
    }

    /** Mostly one that was never there before. */
    private Integer value() {
        return ++lastValue % 8 == 0 ? Integer.valueOf(-1) : Integer.valueOf(lastValue);
    }

    /** What came of an operation: a value, or what a key or a function threw. */
    private record Result(Object value, RuntimeException thrown) {
        boolean keyThrew() {
            return thrown instanceof Blown;
        }
    }

    /** Runs one operation of the map while the keys are armed. */
    private Result attempt(Supplier<Object> attempted) {
        Result result;
        fuse.light();
        try {
            result = new Result(attempted.get(), null);
        } catch (Blown | Refused e) {
            result = new Result(null, e);
        } finally {
            fuse.putOut();
        }
        if (result.thrown instanceof Refused) {
            reached.add(Outcome.FUNCTION_THREW);
        } else if (fuse.hasBlown()) {
            reached.add(result.keyThrew() ? Outcome.KEY_THREW_INTO_ITS_CALLER : Outcome.KEY_THREW_IN_A_MOVE);
        }
        return result;
    }

    private static Result attemptOnModel(Supplier<Object> attempted) {
        try {
            return new Result(attempted.get(), null);
        } catch (Refused e) {
            return new Result(null, e);
        }
    }

    private void agree(Object key, Result actual, Supplier<Object> onModel) {
        if (!actual.keyThrew()) {
            Result expected = attemptOnModel(onModel);
            same(actual.thrown, expected.thrown);
            same(actual.value, expected.value);
        }
        same(side.map.get(key), side.model.get(key));
    }

    private interface Write {
        Object on(Map<Object, Integer> map, Object key, Integer value);
    }

    private void both(Write write) {
        both(write, key(), value());
    }

    /** As {@link #both}, with the value that the key has, or another. */
    private void conditional(Write write) {
        Object key = key();
        both(write, key, choices.below(4) == 0 ? Integer.valueOf(-1) : side.model.getOrDefault(key, -1));
    }

    private void both(Write write, Object key, Integer value) {
        agree(key, attempt(() -> write.on(side.map, key, value)), () -> write.on(side.model, key, value));
    }

    private Object trim() {
        side.map.trimToSize();
        return null;
    }

    private interface RangeWrite {
        void on(Object key, Integer value);
    }

    private void range(RangeWrite write) {
        int first = choices.next() * 4;
        int count = choices.next();
        if (ranges++ < MOST_RANGES) {
            for (int id = first; id < first + (kind.collides() ? count / 8 : count); id++) {
                write.on(keyOf(id), value());
            }
        }
    }

    private void putAll() {
        Map<Object, Integer> entries = new LinkedHashMap<>();
        for (int left = choices.below(8); left > 0; left--) {
            entries.put(key(), value());
        }
        side.map.putAll(entries);
        side.model.putAll(entries);
    }

    private void removeFromView() {
        Object key = key();
        switch (choices.below(4)) {
            case 0 -> {
                Result actual = attempt(() -> side.map.keySet().remove(key));
                agree(key, actual, () -> side.model.keySet().remove(key));
            }
            case 1 -> {
                Map.Entry<Object, Integer> entry = Map.entry(key, side.model.getOrDefault(key, -1));
                Result actual = attempt(() -> side.map.entrySet().remove(entry));
                agree(key, actual, () -> side.model.entrySet().remove(entry));
            }
            case 2 -> {
                List<Object> some = List.of(key, keyOf(1_000), keyOf(3));
                same(side.map.keySet().removeAll(some), side.model.keySet().removeAll(some));
            }
            default -> {
                Integer value = side.model.getOrDefault(key, -2);
                // Which of the keys with an equal value goes is left open.
                if (side.model.values().stream().filter(value::equals).count() <= 1) {
                    same(side.map.values().remove(value), side.model.values().remove(value));
                }
            }
        }
    }

    private void removeByTest() {
        int divisor = 2 + choices.below(6);
        boolean byKey = choices.below(2) == 0;
        if (byKey) {
            same(
                    side.map.keySet().removeIf(key -> key.hashCode() % divisor == 0),
                    side.model.keySet().removeIf(key -> key.hashCode() % divisor == 0));
        } else {
            same(
                    side.map.values().removeIf(value -> value % divisor == 0),
                    side.model.values().removeIf(value -> value % divisor == 0));
        }
    }

    private interface FunctionWrite {
        Object on(Map<Object, Integer> map, Object key, Integer value, UnaryOperator<Integer> function);
    }

    /** The function returns a value or null, throws, or writes on its own. */
    private void withFunction(FunctionWrite write) {
        Object key = key();
        Integer value = value();
        int mode = choices.below(8);
        Object otherKey = mode < 5 ? null : key();
        List<Runnable> written = new ArrayList<>();
        UnaryOperator<Integer> plain = old -> {
            if (mode == 4) {
                throw new Refused();
            }
            return mode == 3 ? null : value;
        };
        Once once = new Once();
        Result actual = attempt(() -> write.on(side.map, key, value, old -> {
            once.called();
            fuse.calmly(() -> same(old, side.model.get(key)));
            if (mode >= 5) {
                writeInside(mode, key, otherKey, written);
            }
            return plain.apply(old);
        }));
        written.forEach(Runnable::run);
        agree(key, actual, () -> write.on(side.model, key, value, plain));
    }

    private void writeInside(int mode, Object key, Object otherKey, List<Runnable> written) {
        Integer value = value();
        Side target = mode == 6 ? other() : side;
        try {
            if (mode == 7) {
                target.map.batch().put(otherKey, value).commit();
                throw new AssertionError("a batch was committed inside a function of its map");
            }
            target.map.put(otherKey, value);
        } catch (SnapshotExpiredException e) {
            throw e;
        } catch (IllegalStateException e) {
            if (target != side) {
                throw e;
            }
            reached.add(Outcome.NESTED_WRITE_REFUSED);
            return;
        }
        written.add(() -> target.model.put(otherKey, value));
        reached.add(Outcome.NESTED_WRITE_DONE);
        if (target == side && otherKey.toString().equals(key.toString())) {
            throw new AssertionError("a function wrote to its own key");
        }
    }

    private Side other() {
        return side == sides[0] ? sides[1] : sides[0];
    }

    private void batch(boolean wholeDomain) {
        DomainBatch whole = wholeDomain ? domain.batch() : null;
        int count = choices.next();
        boolean declared = !wholeDomain && count % 2 == 1;
        WriteBatch<Object, Integer> single =
                wholeDomain ? null : declared ? side.map.batch(firstKeys()) : side.map.batch();
        Map<Side, Map<Object, Integer>> expected = new HashMap<>();
        Map<Side, Set<Object>> keys = new HashMap<>();
        for (Side each : sides) {
            expected.put(each, new HashMap<>(each.model));
            keys.put(each, new HashSet<>());
        }
        boolean throwsSomewhere = false;
        boolean many = count >= 240;
        for (int i = 0; i < (many ? 60 : count % 9); i++) {
            Side target = wholeDomain ? sides[choices.below(2)] : side;
            int id = many ? count - 240 + i : choices.below(keyCount);
            Object key = keyOf(id);
            WriteBatch<Object, Integer> part = wholeDomain ? whole.of(target.map) : single;
            int what = choices.below(16);
            if (declared && id >= FIRST_KEYS) {
                mustThrow(IllegalArgumentException.class, () -> part.put(key, 0));
                continue;
            }
            keys.get(target).add(key);
            throwsSomewhere |= addTo(part, expected.get(target), key, what);
        }
        boolean byPart = wholeDomain && count % 2 == 1;
        Runnable commit = !wholeDomain
                ? single::commit
                : byPart ? () -> whole.of(side.map).commit() : whole::commit;
        Result result = attempt(() -> {
            commit.run();
            return null;
        });
        if (result.thrown != null) {
            reached.add(Outcome.BATCH_FAILED);
        }
        if (!result.keyThrew()) {
            same(result.thrown != null, throwsSomewhere);
        }
        if (result.thrown == null) {
            for (Side each : sides) {
                each.model.clear();
                each.model.putAll(expected.get(each));
            }
        }
        for (Side each : sides) {
            for (Object key : keys.get(each)) {
                same(each.map.get(key), each.model.get(key));
            }
        }
        mustThrow(IllegalStateException.class, commit);
    }

    private static final int FIRST_KEYS = 12;

    private List<Object> firstKeys() {
        List<Object> keys = new ArrayList<>();
        for (int id = 0; id < FIRST_KEYS; id++) {
            keys.add(keyOf(id));
        }
        return keys;
    }

    /** Adds one write to the batch, and makes it in the model; true if its function throws. */
    private boolean addTo(WriteBatch<Object, Integer> batch, Map<Object, Integer> model, Object key, int what) {
        Integer value = value();
        Once once = new Once();
        Function<Integer, Integer> function =
                old -> old == null ? value : old % 2 == 0 ? null : Integer.valueOf(old + value);
        if (what < 5) {
            batch.put(key, value);
            model.put(key, value);
        } else if (what < 9) {
            batch.remove(key);
            model.remove(key);
        } else if (what < 12) {
            batch.merge(key, value, (old, given) -> {
                once.called();
                return function.apply(old);
            });
            model.merge(key, value, (old, given) -> function.apply(old));
        } else if (what < 15) {
            batch.compute(key, (k, old) -> {
                once.called();
                return function.apply(old);
            });
            model.compute(key, (k, old) -> function.apply(old));
        } else {
            batch.compute(key, (k, old) -> {
                once.called();
                throw new Refused();
            });
            return true;
        }
        return false;
    }

    private void lookUp() {
        Object key = key();
        agree(key, attempt(() -> side.map.getOrDefault(key, -1)), () -> side.model.getOrDefault(key, -1));
        same(side.map.containsKey(key), side.model.containsKey(key));
        Integer value = side.model.getOrDefault(key, -2);
        same(side.map.containsValue(value), side.model.containsValue(value));
        same(side.map.isEmpty(), side.model.isEmpty());
        same(side.map.size(), side.model.size());
    }

    private void takeStamp() {
        Object key = key();
        Object[] stamped = new Object[1];
        Result actual = attempt(() -> {
            Stamped<Integer> found = side.map.getStamped(key);
            stamped[0] = found;
            return found == null ? null : found.value();
        });
        agree(key, actual, () -> side.model.get(key));
        if (stamped[0] != null) {
            if (stamps.size() == MOST_STAMPS) {
                stamps.remove(0);
            }
            @SuppressWarnings("unchecked")
            Stamped<Integer> found = (Stamped<Integer>) stamped[0];
            stamps.add(new Held(side, key, found));
        }
    }

    private void replaceStamped() {
        if (stamps.isEmpty()) {
            return;
        }
        int choice = choices.next();
        Held held = stamps.get(choice % stamps.size());
        Integer value = value();
        if (choice >= 224) {
            Object another = keyOf(2_000);
            mustThrow(IllegalArgumentException.class, () -> side.map.replaceStamped(another, held.stamped, value));
            return;
        }
        Result result = attempt(() -> side.map.replaceStamped(held.key, held.stamped, value));
        if (Boolean.TRUE.equals(result.value)) {
            if (held.written || held.side != side) {
                throw new AssertionError("a stamp fitted though its key was written, or it is of another map");
            }
            side.model.put(held.key, value);
            reached.add(Outcome.STAMP_FITTED);
        } else if (!result.keyThrew()) {
            reached.add(Outcome.STAMP_OUTDATED);
        }
        same(side.map.get(held.key), side.model.get(held.key));
    }

    private void takeSnapshot() {
        if (open.size() < MOST_OPEN) {
            Snapshot<Object, Integer> snapshot = side.map.snapshot();
            open.add(new Taken(side, snapshot, new HashMap<>(side.model), step, snapshot));
        }
    }

    private void takeSnapshotOfDomain() {
        if (open.size() + 1 < MOST_OPEN) {
            DomainSnapshot snapshot = domain.snapshot();
            for (Side each : sides) {
                open.add(new Taken(each, snapshot.of(each.map), new HashMap<>(each.model), step, snapshot));
            }
        }
    }

    private interface Use {
        void of(Taken taken) throws IOException;
    }

    private void withSnapshot(Use use) throws IOException {
        if (!open.isEmpty()) {
            use(open.get(choices.below(open.size())), use);
        }
    }

    /** Uses a snapshot, unless the memory bound has closed it. */
    private void use(Taken taken, Use use) throws IOException {
        try {
            use.of(taken);
        } catch (SnapshotExpiredException e) {
            expired(e);
            open.remove(taken);
            taken.snapshot.close();
        }
    }

    private void expired(SnapshotExpiredException e) {
        if (!expires) {
            throw e;
        }
        reached.add(Outcome.SNAPSHOT_EXPIRED);
    }

    private void retainSnapshot() throws IOException {
        withSnapshot(taken -> {
            if (open.size() < MOST_OPEN) {
                Snapshot<Object, Integer> second = taken.snapshot.retain();
                open.add(new Taken(taken.side, second, taken.copy, taken.instant, second));
            }
        });
    }

    private void readSnapshot() throws IOException {
        Object key = key();
        withSnapshot(taken -> {
            Result result = attempt(() -> taken.snapshot.get(key));
            if (!result.keyThrew()) {
                same(result.value, taken.copy.get(key));
            }
            same(taken.snapshot.mappingCount(), (long) taken.copy.size());
            mustThrow(UnsupportedOperationException.class, () -> taken.snapshot.put(key, 0));
        });
    }

    private void close(Taken taken, AutoCloseable closes) throws IOException {
        compare(taken.snapshot, taken.copy);
        try {
            closes.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("a close threw", e);
        }
        List<Taken> closed = open.stream()
                .filter(each -> each == taken || (each.owner == taken.owner && closes == taken.owner))
                .toList();
        open.removeAll(closed);
        for (Taken each : closed) {
            mustThrow(IllegalStateException.class, () -> each.snapshot.get(keyOf(0)));
            mustThrow(IllegalStateException.class, each.snapshot::retain);
        }
    }

    private void applyChanges() throws IOException {
        int other = choices.next();
        if (other >= 128) {
            fuse.arm(choices.below(64), false);
        }
        withSnapshot(newer -> {
            Taken older = open.get(other % open.size());
            if (older.side != newer.side || older.instant > newer.instant) {
                mustThrow(
                        IllegalArgumentException.class,
                        () -> newer.snapshot.changesSince(older.snapshot).iterator());
                return;
            }
            try {
                Map<Object, Integer> changed = new HashMap<>(older.copy);
                Set<Object> met = new HashSet<>();
                Iterator<Change<Object, Integer>> changes =
                        newer.snapshot.changesSince(older.snapshot).iterator();
                // A key that throws is met again by the next call.
                Result first = attempt(changes::hasNext);
                same(first.thrown instanceof Refused, false);
                while (changes.hasNext()) {
                    Change<Object, Integer> change = changes.next();
                    same(met.add(change.key()), true);
                    same(change.before(), changed.get(change.key()));
                    same(Objects.equals(change.before(), change.after()), false);
                    if (change.after() == null) {
                        changed.remove(change.key());
                    } else {
                        changed.put(change.key(), change.after());
                    }
                }
                same(changed, newer.copy);
            } catch (SnapshotExpiredException e) {
                expired(e);
            }
        });
    }

    /** Sees one instant, whatever its own action writes. */
    private void scan() {
        Map<Object, Integer> copy = new HashMap<>(side.model);
        Map<Object, Integer> met = new HashMap<>();
        int writes = choices.next();
        try {
            side.map.scan((key, value) -> {
                same(met.put(key, value), null);
                if (met.size() <= writes % 4) {
                    Object written = keyOf(writes);
                    same(side.map.put(written, lastValue), side.model.put(written, lastValue));
                    Object removed = keyOf(writes + met.size());
                    same(side.map.remove(removed), side.model.remove(removed));
                }
            });
        } catch (SnapshotExpiredException e) {
            expired(e);
            return;
        }
        same(met, copy);
    }

    private void stepByCursor(int limit, int writes) {
        if (side.cursor == null) {
            side.cursor = new Side.Cursor(new HashSet<>(side.model.keySet()));
        }
        Side.Cursor cursor = side.cursor;
        int[] handed = new int[1];
        Result result = attempt(() -> side.map.scan(cursor.position, limit, (key, value) -> {
            fuse.putOut();
            if (!cursor.met.add(key)) {
                throw new AssertionError("the cursor met " + key + " twice");
            }
            if (handed[0]++ == 0) {
                same(value, side.model.get(key));
                if (writes % 2 == 1) {
                    Object removed = keyOf(writes);
                    side.map.remove(removed);
                    side.model.remove(removed);
                    cursor.mustMeet.remove(removed);
                }
            }
        }));
        if (result.keyThrew()) {
            // Keys that were handed over before are met again by the next step.
            side.cursor = null;
            return;
        }
        if (!kind.collides() && handed[0] > limit) {
            throw new AssertionError(handed[0] + " entries in a step of " + limit);
        }
        cursor.position = (Long) result.value;
        if (cursor.position == 0) {
            Set<Object> missed = new HashSet<>(cursor.mustMeet);
            missed.removeAll(cursor.met);
            same(missed, Set.of());
            side.cursor = null;
            reached.add(Outcome.CURSOR_ENDED);
        }
    }

    private void beginWalk() {
        endWalk();
        Map<Object, Integer> copy = new HashMap<>(side.model);
        int how = choices.next();
        IterationOrder order = IterationOrder.seeded(how);
        side.walk = switch (how % 3) {
            case 0 -> new Walk(side.map.entrySet().iterator(), IterationContract.LIVE, copy);
            case 1 -> new Walk(side.map.iterate(IterationContract.LIVE, order), IterationContract.LIVE, copy);
            default -> new Walk(side.map.iterate(IterationContract.SNAPSHOT, order), IterationContract.SNAPSHOT, copy);
        };
    }

    private void endWalk() {
        if (side.walk != null) {
            side.walk.close();
            side.walk = null;
        }
    }

    private void nextOfWalk(int steps) {
        for (int i = 0; i < steps && side.walk != null; i++) {
            try {
                if (!side.walk.next()) {
                    reached.add(Outcome.WALK_ENDED);
                    endWalk();
                }
            } catch (SnapshotExpiredException e) {
                expired(e);
                endWalk();
            }
        }
    }

    private void saveAndLoad() throws IOException {
        if (open.isEmpty()) {
            try (Snapshot<Object, Integer> snapshot = side.map.snapshot()) {
                saves.whole(snapshot, side.model);
            }
        } else {
            withSnapshot(taken -> saves.whole(taken.snapshot, taken.copy));
        }
    }

    private void saveChangesAndLoad() throws IOException {
        try {
            saves.changes(side);
        } catch (SnapshotExpiredException e) {
            expired(e);
            side.file.close();
            side.file = null;
        }
    }

    /** After each operation: what did not stay need not be met, and what was written outdates its stamps. */
    private void noteWhatChanged() {
        for (Side each : sides) {
            if (each.walk != null) {
                each.walk.noteRemovals(each.model.keySet());
            }
            if (each.cursor != null) {
                each.cursor.mustMeet.retainAll(each.model.keySet());
                // What was removed may be put back and be met again.
                each.cursor.met.retainAll(each.model.keySet());
            }
        }
        for (Held held : stamps) {
            held.written |= !held.stamped.value().equals(held.side.model.get(held.key));
        }
    }

    private void finish() throws IOException {
        for (Side each : sides) {
            side = each;
            operation = Operation.CHECK;
            while (side.walk != null) {
                nextOfWalk(100);
            }
            while (side.cursor != null) {
                stepByCursor(50, 0);
            }
            check(side);
        }
        while (!open.isEmpty()) {
            use(open.get(0), taken -> close(taken, taken.snapshot));
        }
        for (Side each : sides) {
            if (each.file != null) {
                each.file.close();
            }
        }
        for (Side each : sides) {
            MapStats stats = each.map.stats();
            same(stats.snapshots().open(), 0);
            same(stats.snapshots().retainedBytes(), 0L);
            same(stats.snapshots().leaked(), 0L);
            same(
                    stats.snapshots().opened(),
                    stats.snapshots().closed() + stats.snapshots().expired());
            same(stats.entriesAdded() - stats.entriesRemoved(), each.map.mappingCount());
            same(
                    stats.allIterations().opened(),
                    stats.allIterations().completed()
                            + stats.allIterations().closed()
                            + stats.allIterations().changed()
                            + stats.allIterations().expired()
                            + stats.allIterations().leaked()
                            + stats.allIterations().open());
            if (stats.table().growthsCompleted() > 0) {
                reached.add(Outcome.TABLE_GREW);
            }
            if (stats.snapshots().bucketsCopied() > 0) {
                reached.add(Outcome.BUCKET_COPIED);
            }
        }
    }

    private static void check(Side side) {
        side.map.verify();
        compare(side.map, side.model);
        same(side.map.equals(side.model), true);
        same(side.map.hashCode(), side.model.hashCode());
    }
}
