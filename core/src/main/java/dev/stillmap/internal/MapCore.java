package dev.stillmap.internal;

import dev.stillmap.internal.flight.FlightEvents;
import dev.stillmap.internal.flight.FlightLog;
import dev.stillmap.stats.HoldStats;
import dev.stillmap.stats.IterationOutcome;
import dev.stillmap.stats.MapInternals;
import dev.stillmap.stats.MapPicture;
import dev.stillmap.stats.MapStats;
import dev.stillmap.stats.OperationListener;
import dev.stillmap.stats.TableStats;
import dev.stillmap.stats.WaitKind;
import dev.stillmap.trace.IterationLife;
import dev.stillmap.trace.IterationTracer;
import dev.stillmap.trace.Place;
import dev.stillmap.trace.Watched;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The concurrent table: lookups, the commonest write, and the way to everything else.
 *
 * <p>Thread-safe. Lookups write no shared memory; they wait while the bucket they look at is locked, which is
 * short, and after 64 failed attempts in a row they lock it themselves. Writers of different buckets do not meet.
 * {@code equals} and {@code hashCode} of keys and values run outside bucket locks, and so do compute functions.
 */
public final class MapCore {

    /*
     * Goals, in order: every operation is linearizable, snapshots included; no operation pays for the whole table; a
     * lookup touches three cache lines; an entry costs little memory.
     *
     * Representation. A table is an array of buckets, cut into segments (Table). A bucket is a control word (one tag
     * byte per slot, 0 = empty), a state word (Word), eight slots of key and value, and at most one immutable Overflow.
     *
     * Common path. A reader takes the state word, the control word, the slots whose tag fits, and the state word again:
     * if the pair in it is unchanged, what it read was one state of the bucket. A writer finds its slot in the same way
     * without a lock, prepares all it needs, then locks the bucket by a compare-and-set from the very state word it
     * saw, so that everything it found still holds, changes a few cells, and unlocks.
     *
     * Snapshots. A write reads the epoch under its bucket lock and stamps the bucket with it. A snapshot with cut c
     * holds the writes stamped c or below; a writer that meets an older stamp saves the bucket for the youngest open
     * snapshot that still needs it, and older snapshots look there too.
     *
     * Guards. An epoch may name guards: holds, which a write must not get past, and watches, which it has to tell of
     * itself. Only commits read epochs, so guards are met there, under the bucket's lock, or not at all: while there are
     * some, the number that the short ways compare is no stamp. A write that a hold keeps back undoes nothing, because
     * it has done nothing yet; it unlocks, waits, and begins anew.
     *
     * Why it is linearizable. Between a writer's reading of the epoch and its unlock nobody uses the bucket's content,
     * so the write takes effect at the reading of the epoch in every order that anybody can see.
     *
     * Races, and why they are harmless.
     * - A slot may be filled while a reader looks: the control word is written last, so the reader sees all or nothing.
     * - A slot may be emptied and reused while a reader looks: the pair moves before the content changes, so the reader
     *   repeats. A changed value moves nothing: the reader returns the old or the new one, both current in its time.
     * - A bucket may move to another table: EVAC is set after its children are filled, and they are reached through it.
     *
     * Invariants.
     * - Under a bucket lock there is no user code, and no waiting or allocation but by a batch: it waits for its
     *   further bucket locks, in one order for all batches, and may allocate copies.
     * - Only the lock's owner changes a locked word; control word, slots and overflow change only under the lock.
     * - Nobody uses the content of a word seen locked.
     * - The pair moves, published before the content, on: remove, a change of the overflow's keys, and the first write
     *   of an epoch.
     * - The children of a bucket are unreachable until its EVAC.
     * Not invariants: the counter equals the number of entries only at rest; `table` may lag behind a finished move.
     */

    /** Entries per bucket, in halves, at which a table is full. */
    private static final int FULL_HALVES = 13;

    private static final int LOOKUPS_BEFORE_LOCK = 64;

    private static final VarHandle TABLE;

    static {
        try {
            TABLE = MethodHandles.lookup().findVarHandle(MapCore.class, "table", Table.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Table table;

    private final Epochs epochs;

    private final Evacuation evacuation;

    private final Writes writes;

    private final Counters counters = new Counters();

    private final IterationTracer tracer;

    private final Listeners listeners;

    /**
     * Null while nobody listens to operations. Plain: an operation sees a change of it late at worst, which nobody can
     * tell from an operation that came before.
     */
    private @Nullable OperationProbe probe;

    /** Null until the first is opened: most maps are never iterated under a contract. */
    private volatile @Nullable OpenIterations iterations;

    /** Null until the first hold is taken. */
    private volatile @Nullable HoldQueue holds;

    /**
     * @param expectedSize entries for which to allocate at once
     * @param epochs the map's own, or those of its domain
     * @param tracer takes what iterations and snapshots report
     */
    public MapCore(long expectedSize, Epochs epochs, IterationTracer tracer) {
        this.tracer = tracer;
        listeners = new Listeners(tracer);
        table = Table.allocated(bucketsFor(expectedSize));
        this.epochs = epochs;
        evacuation = new Evacuation(this, epochs, counters);
        writes = new Writes(this, epochs, evacuation, counters);
    }

    /** The smallest table that is not full with that many entries. */
    static int bucketsFor(long entries) {
        int buckets = 1;
        while (buckets < Table.MAX_BUCKETS && isFull(buckets, entries)) {
            buckets <<= 1;
        }
        return buckets;
    }

    static boolean isFull(int buckets, long entries) {
        return entries << 1 > (long) buckets * FULL_HALVES;
    }

    Table table() {
        return table;
    }

    /** Whether these are the epochs that the map counts by. */
    public boolean isOf(Epochs candidate) {
        return epochs == candidate;
    }

    Epochs epochs() {
        return epochs;
    }

    Writes writes() {
        return writes;
    }

    Counters counters() {
        return counters;
    }

    /** Grows ahead of that many inserts. */
    void makeRoom(int inserts) {
        evacuation.makeRoom(inserts);
    }

    /** What is left to do for a bucket that a batch has written: its keys' shares of a growth, and accounting. */
    void afterBatch(BucketPlan plan) {
        if (plan.fillsOverflow()) {
            evacuation.growIfFull(plan.table);
        }
        for (int i = 0; i < plan.keys; i++) {
            evacuation.help();
        }
        writes.countCopy(plan.ticket);
    }

    /** The sum of insertions less removals; exact at rest. */
    public long count() {
        return counters.entriesAdded.sum() - counters.entriesRemoved.sum();
    }

    public void countEntries(long added, long removed) {
        if (added != 0) {
            counters.entriesAdded.add(added);
        }
        if (removed != 0) {
            counters.entriesRemoved.add(removed);
        }
    }

    public Listeners listeners() {
        return listeners;
    }

    /** Who is told of single operations; null for nobody. */
    public @Nullable OperationProbe probe() {
        return Listening.anybody() ? probe : null;
    }

    /** Does nothing if this very object is there. */
    public synchronized void addListener(OperationListener listener) {
        OperationProbe before = probe;
        probe = OperationProbe.with(before, listener);
        if (before == null) {
            Listening.begin();
        }
    }

    /** Does nothing if it is not there. */
    public synchronized void removeListener(OperationListener listener) {
        OperationProbe before = probe;
        OperationProbe after = OperationProbe.without(before, listener);
        probe = after;
        if (before != null && after == null) {
            Listening.end();
        }
    }

    /** A snapshot has been opened. Without a lock. */
    void noteOpened(SnapshotNode node) {
        counters.snapshotsOpened.increment();
        if (FlightLog.wants(FlightLog.Kind.SNAPSHOT)) {
            FlightEvents.snapshot(tracer, node.cut, node.root.buckets());
        }
    }

    /** A snapshot has ended, which retained that much. Without a lock. */
    void noteClosed(SnapshotNode node, long retainedBytes) {
        if (node.expired) {
            counters.increment(Counters.SNAPSHOTS_EXPIRED);
        } else if (node.leaked) {
            counters.increment(Counters.SNAPSHOTS_LEAKED);
        } else {
            counters.snapshotsClosed.increment();
        }
        if (FlightLog.wants(FlightLog.Kind.SNAPSHOT_CLOSE)) {
            FlightEvents.snapshotClose(
                    tracer,
                    node.cut,
                    node.expired ? "EXPIRED" : node.leaked ? "LEAKED" : "CLOSED",
                    System.nanoTime() - node.openedAt,
                    retainedBytes);
        }
    }

    /** A thread of this map has waited. Without a lock. */
    void noteWait(WaitKind kind, WaitSum sum, long nanos) {
        sum.add(nanos);
        listeners.waited(kind, nanos);
    }

    /** Makes the move's target the table, once everything has moved. */
    void completeMove(Table from, Table to) {
        if (TABLE.compareAndSet(this, from, to)) {
            counters.increment(Counters.GROWTHS_COMPLETED);
            if (FlightLog.wants(FlightLog.Kind.GROWTH)) {
                FlightEvents.growth(tracer, "COMPLETED", from.buckets(), to.buckets(), System.nanoTime() - to.madeAt);
            }
        }
    }

    /**
     * The lookup that finds what it wants at once: the first slot whose tag fits, or none and nothing beyond the slots.
     * Everything else is left to {@link #getSlowly}, so that this is small enough to be inlined where it is called.
     */
    public @Nullable Object get(Object key) {
        int hash = Hashing.spread(key.hashCode());
        Table t = table;
        int bucket = hash & t.mask;
        int j = bucket >>> Table.SEGMENT_SHIFT;
        int o = bucket & (Table.SEGMENT_BUCKETS - 1);
        long[] meta = t.metas[j];
        long word = Table.wordVolatile(meta, o);
        long candidates = Hashing.candidates(Table.ctrlAcquire(meta, o), hash);
        if (candidates != 0) {
            Object[] kv = t.kvs[j];
            // The entries' line is touched where nothing depends on the tags but the branch to here: a processor that
            // expects a hit fetches it together with the tags, one that expects a miss does not.
            if (kv != null
                    && Table.refAcquire(kv, o << Table.KV_SHIFT) != this
                    && (word & (Word.LOCK | Word.EVAC)) == 0) {
                int at = (o << Table.KV_SHIFT) + (Hashing.slot(candidates) << 1);
                Object k = Table.refAcquire(kv, at);
                if (k == key || (k != null && key.equals(k))) {
                    Object value = Table.refAcquire(kv, at + 1);
                    // Orders the reads of the slot before the second look at the word; without it the look could
                    // come first and a value put into a reused slot for another key be returned.
                    VarHandle.acquireFence();
                    if (Table.wordOpaque(meta, o) == word) {
                        return value;
                    }
                }
            }
        } else if ((word & (Word.LOCK | Word.EVAC | Word.overflowBit(hash))) == 0) {
            // As above, for the tags.
            VarHandle.acquireFence();
            if (Table.wordOpaque(meta, o) == word) {
                return null;
            }
        }
        return getSlowly(key, hash);
    }

    /** What the bucket has for the key, to be confirmed by a second look at the word. */
    static @Nullable Object find(Table t, int bucket, long word, long ctrl, Object[] kv, int hash, Object key) {
        int o = Table.offset(bucket);
        int slot = slotOf(kv, o, ctrl, hash, key);
        if (slot >= 0) {
            return Table.refAcquire(kv, (o << Table.KV_SHIFT) + (slot << 1) + 1);
        }
        Overflow overflow = Word.mayOverflow(word, hash) ? t.overflow(bucket) : null;
        return overflow == null ? null : overflow.get(hash, key);
    }

    /** The lookup with everything that is rare: moved and locked buckets, changes in between. */
    private @Nullable Object getSlowly(Object key, int hash) {
        Table t = table;
        int spins = 0;
        for (int attempts = 0; attempts < LOOKUPS_BEFORE_LOCK; ) {
            int bucket = hash & t.mask;
            int j = Table.segmentOf(bucket);
            int o = Table.offset(bucket);
            long[] meta = t.metas[j];
            long word = Table.wordVolatile(meta, o);
            if (Word.locked(word)) {
                spins = Backoff.pause(spins);
                continue;
            }
            if (Word.evacuated(word)) {
                t = t.successor();
                continue;
            }
            Object[] kv = t.kvAcquire(j);
            if (kv == null) {
                continue;
            }
            Object value = find(t, bucket, word, Table.ctrlAcquire(meta, o), kv, hash, key);
            // As in get: what was read must not be read after the second look.
            VarHandle.acquireFence();
            if (Word.sameContent(word, Table.wordOpaque(meta, o))) {
                return value;
            }
            attempts++;
            counters.increment(Counters.READ_RETRIES);
        }
        return getLocked(key, hash);
    }

    /** The lookup that cannot be overtaken: it copies the bucket under its lock and compares keys afterwards. */
    private @Nullable Object getLocked(Object key, int hash) {
        EntryBuffer buffer = new EntryBuffer();
        Table t = table;
        while (!BucketReader.readLocked(t, hash & t.mask, buffer)) {
            t = t.successor();
        }
        return buffer.get(key);
    }

    /** The slot that holds an equal key, or -1. Calls {@code equals}; not under a lock. */
    static int slotOf(Object[] kv, int o, long ctrl, int hash, Object key) {
        for (long c = Hashing.candidates(ctrl, hash); c != 0; c &= c - 1) {
            int slot = Hashing.slot(c);
            Object k = Table.refAcquire(kv, (o << Table.KV_SHIFT) + (slot << 1));
            if (k == key || (k != null && key.equals(k))) {
                return slot;
            }
        }
        return -1;
    }

    public @Nullable Object put(Object key, Object value) {
        int hash = Hashing.spread(key.hashCode());
        Table t = table;
        int bucket = hash & t.mask;
        int j = bucket >>> Table.SEGMENT_SHIFT;
        int o = bucket & (Table.SEGMENT_BUCKETS - 1);
        long[] meta = t.metas[j];
        long word = Table.wordVolatile(meta, o);
        Object[] kv = t.kvs[j];
        // Touches the entries' line before anything depends on the state line, so that the two misses overlap; the
        // comparison is there because a load without a use would be dropped.
        if ((word & (Word.LOCK | Word.EVAC | Word.RES | Word.WATCH)) == 0
                && kv != null
                && Table.refAcquire(kv, o << Table.KV_SHIFT) != this) {
            long ctrl = Table.ctrlAcquire(meta, o);
            long candidates = Hashing.candidates(ctrl, hash);
            if (candidates != 0) {
                int slot = Hashing.slot(candidates);
                int at = (o << Table.KV_SHIFT) + (slot << 1);
                Object k = Table.refAcquire(kv, at);
                if (k == key || (k != null && key.equals(k))) {
                    Object previous = (word & (Word.STAMP | Word.FRESH)) == epochs.number()
                            ? replaceInEpoch(meta, o, word, kv, at + 1, value)
                            : writes.replaceAcrossEpochs(t, bucket, word, ctrl, kv, slot, hash, key, value);
                    if (previous != null) {
                        if (t.next() != null) {
                            evacuation.help();
                        }
                        return previous;
                    }
                }
            }
        }
        return writes.write(Writes.PUT, key, hash, value, null, null, null);
    }

    /**
     * The commonest write, a new value in a bucket that carries the current epoch's stamp already: a commit as in
     * {@link Writes}, without what that makes needless. Neither copy nor pair has to be thought of, and a slot filled
     * meanwhile is another one.
     *
     * @return the previous value, or null when nothing was changed
     */
    private @Nullable Object replaceInEpoch(long[] meta, int o, long word, Object[] kv, int valueAt, Object value) {
        Epochs clock = epochs;
        if (!Table.compareAndSetWord(meta, o, word, word | Word.LOCK)) {
            return null;
        }
        // Linearization point, as in commit.
        if (clock.number() != Word.stamp(word)) {
            Table.setWordRelease(meta, o, word);
            return null;
        }
        Object previous = kv[valueAt];
        Table.setRefRelease(kv, valueAt, value);
        Table.setWordRelease(meta, o, word);
        return previous;
    }

    /** As {@link #put}, by an iteration, whose own guard does not mind it. */
    public @Nullable Object put(Object key, Object value, @Nullable Pass pass) {
        try {
            return writes.write(Writes.PUT, key, Hashing.spread(key.hashCode()), value, null, null, pass);
        } finally {
            Pass.giveBack(pass);
        }
    }

    /** As {@link #remove(Object, Object)}, by an iteration, whose own guard does not mind it. */
    public boolean remove(Object key, Object expected, @Nullable Pass pass) {
        int hash = Hashing.spread(key.hashCode());
        try {
            return writes.write(Writes.REMOVE_IF_EQUAL, key, hash, null, expected, null, pass) != null;
        } finally {
            Pass.giveBack(pass);
        }
    }

    public @Nullable Object putIfAbsent(Object key, Object value) {
        return writes.write(Writes.PUT_IF_ABSENT, key, Hashing.spread(key.hashCode()), value, null, null, null);
    }

    public @Nullable Object replace(Object key, Object value) {
        return writes.write(Writes.REPLACE, key, Hashing.spread(key.hashCode()), value, null, null, null);
    }

    public boolean replace(Object key, Object expected, Object value) {
        return writes.write(Writes.REPLACE_IF_EQUAL, key, Hashing.spread(key.hashCode()), value, expected, null, null)
                != null;
    }

    /**
     * What the key has, with a stamp that {@link #replaceStamped} holds against the bucket. Marks the bucket as
     * watched, so that writes which leave the pair alone otherwise move it too.
     */
    public @Nullable Stamp getStamped(Object key) {
        int hash = Hashing.spread(key.hashCode());
        Table t = table;
        int spins = 0;
        for (int attempts = 0; attempts < LOOKUPS_BEFORE_LOCK; attempts++) {
            int bucket = hash & t.mask;
            int j = Table.segmentOf(bucket);
            int o = Table.offset(bucket);
            long[] meta = t.metas[j];
            long word = Table.wordVolatile(meta, o);
            if (Word.locked(word)) {
                spins = Backoff.pause(spins);
                continue;
            }
            if (Word.evacuated(word)) {
                t = t.successor();
                continue;
            }
            Object[] kv = t.kvAcquire(j);
            if (kv == null) {
                continue;
            }
            Object value = find(t, bucket, word, Table.ctrlAcquire(meta, o), kv, hash, key);
            // As in get: what was read must not be read after the second look.
            VarHandle.acquireFence();
            if (value == null) {
                if (Word.sameContent(word, Table.wordOpaque(meta, o))) {
                    return null;
                }
            } else if ((word & Word.WATCH) == 0) {
                // Read again under the flag, whether or not it was this thread that set it: until then a write of the
                // value alone could have left the pair as it is.
                Table.compareAndSetWord(meta, o, word, word | Word.WATCH);
            } else if (Table.wordOpaque(meta, o) == word) {
                return new Stamp(key, value, t, word);
            }
        }
        return getStampedLocked(key, hash);
    }

    /** As {@link #getLocked}, for a bucket that is written without pause. */
    private @Nullable Stamp getStampedLocked(Object key, int hash) {
        EntryBuffer buffer = new EntryBuffer();
        Table t = table;
        long word = BucketReader.lockAndRead(t, hash & t.mask, Word.WATCH, buffer);
        while (Word.evacuated(word)) {
            t = t.successor();
            word = BucketReader.lockAndRead(t, hash & t.mask, Word.WATCH, buffer);
        }
        Object value = buffer.get(key);
        return value == null ? null : new Stamp(key, value, t, word);
    }

    /** Replaces the key's value if nothing was written to its bucket since the stamp was given out. */
    public boolean replaceStamped(Object key, Stamp stamp, Object value) {
        return writes.write(Writes.REPLACE_STAMPED, key, Hashing.spread(key.hashCode()), value, stamp, null, null)
                != null;
    }

    public @Nullable Object remove(Object key) {
        return writes.write(Writes.REMOVE, key, Hashing.spread(key.hashCode()), null, null, null, null);
    }

    public boolean remove(Object key, Object expected) {
        return writes.write(Writes.REMOVE_IF_EQUAL, key, Hashing.spread(key.hashCode()), null, expected, null, null)
                != null;
    }

    /** Replaces what the key has by the function's result; null removes. Returns the result. */
    public @Nullable Object compute(Object key, UnaryOperator<@Nullable Object> function) {
        return writes.reserveAndRun(Writes.COMPUTE, key, null, function);
    }

    /** Inserts the function's result, unless it is null, if the key is absent. Returns what the key has then. */
    public @Nullable Object computeIfAbsent(Object key, UnaryOperator<@Nullable Object> function) {
        return writes.reserveAndRun(Writes.COMPUTE_IF_ABSENT, key, null, function);
    }

    /** As {@link #compute} if the key is present; otherwise nothing. */
    public @Nullable Object computeIfPresent(Object key, UnaryOperator<@Nullable Object> function) {
        return writes.reserveAndRun(Writes.COMPUTE_IF_PRESENT, key, null, function);
    }

    /** Inserts the value if the key is absent, otherwise as {@link #compute}. */
    public @Nullable Object merge(Object key, Object value, UnaryOperator<@Nullable Object> function) {
        return writes.reserveAndRun(Writes.MERGE, key, value, function);
    }

    /** Removes every entry, bucket by bucket; not at one instant. */
    public void clear() {
        writes.clear();
    }

    /** Starts a snapshot for a handle, which must end with {@link #closeHandle}. */
    public SnapshotNode openSnapshot() {
        SnapshotNode node = epochs.open(this, 0, null);
        noteOpened(node);
        return node;
    }

    /** Takes one handle from a snapshot; the last one closes it. */
    public void closeHandle(SnapshotNode node, boolean leaked) {
        if (leaked) {
            node.leaked = true;
            counters.increment(Counters.HANDLES_LEAKED);
        }
        if (node.releaseHandle()) {
            epochs.close(node);
        }
    }

    /** Watches the map from now on, until {@link #end}. */
    public Watch watch() {
        assert Allocations.permit("watch");
        Watch watch = new Watch(this);
        epochs.list(watch);
        return watch;
    }

    /** Lets writers forget a watch. */
    public void end(Watch watch) {
        epochs.end(watch);
    }

    /** The map's iteration lock. */
    public HoldQueue holds() {
        HoldQueue queue = holds;
        if (queue == null) {
            synchronized (this) {
                queue = holds;
                if (queue == null) {
                    queue = new HoldQueue(this, System::nanoTime);
                    holds = queue;
                }
            }
        }
        return queue;
    }

    /** Before the thread waits for somebody who may wait for its holds. */
    void degradeHoldsOf(Thread owner) {
        HoldQueue queue = holds;
        if (queue != null) {
            queue.degradeOwn(owner);
        }
    }

    /** The snapshot of a hold; taken now if it has none. */
    public SnapshotNode settled(Hold hold) {
        SnapshotNode node = hold.node;
        // The node can be seen before its epoch is installed. Until then those whom the hold does not keep back may
        // write into what it holds, and a reader would lack that.
        if (node == null || epochs.current().number <= node.cut) {
            epochs.settle(hold, false);
            node = hold.node;
        }
        if (node == null) {
            throw SnapshotNode.closedHandle();
        }
        return node;
    }

    /** The key's value as the hold shows it, or null. */
    public @Nullable Object getAt(Hold hold, Object key) {
        if (hold.node == null) {
            hold.freezeBucketOf(Hashing.spread(key.hashCode()));
            Object value = get(key);
            // As in BucketWalker.visit: without a snapshot until now, nobody has written to the bucket.
            if (hold.node == null && !hold.hasEnded()) {
                return value;
            }
        }
        return getAt(settled(hold), key);
    }

    /** A walk over what a hold shows. */
    public BucketWalker holdWalker(Hold hold, long seed) {
        return BucketWalker.of(this, hold, seed);
    }

    /** As {@link #holdWalker}, for a view. */
    public BucketWalker holdViewWalker(Hold hold, long seed) {
        return watchedIfTraced(holdWalker(hold, seed));
    }

    /** The key's value in the snapshot, or null. */
    public @Nullable Object getAt(SnapshotNode node, Object key) {
        return BucketReader.getAt(epochs, node, key);
    }

    /** The number of entries of the snapshot, counted when it is first asked for. */
    public long countAt(SnapshotNode node) {
        long entries = node.entries;
        if (entries < 0) {
            entries = walker(node, 0).countRemaining();
            node.entries = entries;
        }
        return entries;
    }

    /** The snapshot's number of entries if there is one that has been counted, otherwise the map's. */
    public long estimatedCountAt(@Nullable SnapshotNode node) {
        long entries = node == null ? -1 : node.entries;
        return entries < 0 ? Math.max(0, count()) : entries;
    }

    /** Finds what differs between two open snapshots of this map. */
    public SnapshotDifference difference(SnapshotNode older, SnapshotNode newer) {
        if (older.cut > newer.cut) {
            throw new IllegalArgumentException("the snapshot to compare with is the younger one; swap the two");
        }
        return new SnapshotDifference(this, older, newer);
    }

    /** A walk over the snapshot, or over the live map if there is none; the seed chooses where it begins. */
    public BucketWalker walker(@Nullable SnapshotNode node, long seed) {
        return new BucketWalker(this, node, seed);
    }

    /** As {@link #walker}, for an iterator, spliterator or loop of a view, which is watched while tracing is on. */
    public BucketWalker viewWalker(@Nullable SnapshotNode node, long seed) {
        return watchedIfTraced(walker(node, seed));
    }

    private BucketWalker watchedIfTraced(BucketWalker walker) {
        if (tracer.isOn()) {
            watch(walker);
        }
        return walker;
    }

    void watch(BucketWalker walker) {
        IterationLife life = tracer.begin(Watched.VIEW, walker.contract(), walker.place());
        if (life != null) {
            try {
                // A loop may be left by break, and then says nothing more.
                life.endsWith(walker);
            } catch (Throwable e) {
                life.release(false);
                throw e;
            }
            walker.reportTo(life);
        }
    }

    public IterationTracer tracer() {
        return tracer;
    }

    /** The life of a handle on a snapshot, or null while tracing is off. */
    public @Nullable IterationLife beginSnapshotLife(SnapshotNode node) {
        return tracer.isOn() ? tracer.begin(Watched.SNAPSHOT, "SNAPSHOT", placeOf(node.cut, node.root)) : null;
    }

    /** The life of a hold, or null while tracing is off. */
    public @Nullable IterationLife beginHoldLife(Hold hold) {
        if (!tracer.isOn()) {
            return null;
        }
        SnapshotNode node = hold.node;
        return tracer.begin(
                Watched.HOLD,
                "EXCLUSIVE",
                node == null ? placeOf(epochs.current().number, table) : placeOf(node.cut, node.root));
    }

    private static Place placeOf(long epoch, Table table) {
        return new Place(-1, -1, epoch, table.buckets(), table.moved());
    }

    /** Lists an iteration until {@link #delist}. */
    public void list(OpenIteration iteration) {
        OpenIterations all = iterations;
        if (all == null) {
            synchronized (this) {
                all = iterations;
                if (all == null) {
                    all = new OpenIterations();
                    iterations = all;
                }
            }
        }
        all.add(iteration);
    }

    /** Takes an iteration off the list, that has ended. */
    public void delist(OpenIteration iteration, IterationOutcome outcome) {
        OpenIterations all = iterations;
        if (all != null && all.remove(iteration, outcome)) {
            listeners.iterationEnded(iteration, outcome);
        }
    }

    Set<OpenIteration> iterations() {
        OpenIterations all = iterations;
        return all == null ? Set.of() : all.open();
    }

    /** One pass over the entries of this instant, by a snapshot that lets writers forget what the pass is done with. */
    public void scan(long seed, BiConsumer<Object, Object> action) {
        SnapshotNode node = epochs.open(this, (int) seed, null);
        noteOpened(node);
        try {
            viewWalker(node, seed).scan(node, action);
        } finally {
            epochs.close(node);
        }
    }

    /**
     * One step of a walk over the live map that is continued by what it returns.
     *
     * @param cursor 0, or what the step before returned
     * @return 0 at the end
     */
    public long scan(long cursor, int limit, BiConsumer<Object, Object> action) {
        if (cursor < 0 || cursor >= CursorScan.END) {
            throw new IllegalArgumentException("cursor " + cursor + " is none that scan returned; 0 begins a new walk");
        }
        long next = new CursorScan(cursor, limit, action).run(this);
        return next == CursorScan.END ? 0 : next;
    }

    /** Checks every invariant of the structure; meaningful at rest. */
    public void verify() {
        new StructureCheck(this).run();
    }

    /** Copies the structure, for looking at. */
    public MapInternals internals() {
        return Structure.of(this);
    }

    /** Draws the structure, for looking at. */
    public MapPicture picture(int maxCells) {
        return Picture.of(this, maxCells);
    }

    /** A bucket of a picture whose larger table had that many; null if there is none like that any more. */
    public MapPicture.@Nullable Site site(int index, int buckets) {
        return Picture.site(this, index, buckets);
    }

    List<MapPicture.HoldState> holdStates() {
        HoldQueue queue = holds;
        return queue == null ? List.of() : queue.states();
    }

    /** Shrinks the table, halving by halving, to the smallest that is not full. */
    public void trim() {
        evacuation.trim();
    }

    /** What the map counts of itself. */
    public MapStats stats() {
        HoldQueue queue = holds;
        // What has ended is read before what it began with: it is never more.
        long removed = counters.entriesRemoved.sum();
        return new MapStats(
                counters.entriesAdded.sum(),
                removed,
                OpenIterations.stats(iterations),
                epochs.stats(this),
                queue == null ? HoldStats.NONE : queue.stats(),
                counters.functionWaits.stats(),
                counters.memoryWaits.stats(),
                tableStats(),
                counters.get(Counters.READ_RETRIES),
                counters.get(Counters.RECURSIVE_UPDATES_REFUSED));
    }

    private TableStats tableStats() {
        long completed = counters.get(Counters.GROWTHS_COMPLETED);
        Table t = table;
        Table to = t.next();
        int moved = t.moved();
        return new TableStats(
                t.buckets(),
                t.bytes() + (to == null ? 0 : to.bytes()),
                counters.get(Counters.GROWTHS_STARTED),
                completed,
                t.movedBefore + moved,
                to == null ? 0 : t.buckets() - moved,
                counters.get(Counters.LONGEST_EVACUATION),
                counters.get(Counters.EVACUATION_FAILURES),
                counters.get(Counters.EVACUATION_CHECKS_FAILED),
                Math.max(0, counters.get(Counters.OVERFLOW_BUCKETS)),
                (int) counters.get(Counters.LONGEST_OVERFLOW));
    }
}
