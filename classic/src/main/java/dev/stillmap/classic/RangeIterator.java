package dev.stillmap.classic;

import static java.util.Objects.requireNonNull;

import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.Place;
import org.jspecify.annotations.Nullable;

/** Go's own iteration: bucket by bucket of the array that was there at the first step. */
final class RangeIterator<K, V extends @Nullable Object> extends GoIterator<K, V> {

    // An entry is met where it lay at the beginning. If it still lies there, the cell has its value. If its chain has
    // been moved since, the cell says so and the key is looked up: whoever removed or changed it did that in the new
    // array.
    //
    // An iteration that begins while the map grows walks the new, larger array. Where the old chain of a bucket has not
    // been moved yet it walks that instead, and takes only those keys that will go to the bucket.

    private static final int NO_CHECK = -1;

    private final GoOrder<? super K> order;

    /** The array to walk. */
    private @Nullable Bucket[] buckets = new Bucket[0];

    /** log2 of its buckets. */
    private int log;

    private int startBucket;

    /** Added to the number of each cell, modulo eight, in every bucket. */
    private int offset;

    /** The bucket to walk after {@link #at}'s chain. */
    private int bucket;

    private boolean wrapped;

    private @Nullable Bucket at;

    /** Cells of {@link #at} that are done. */
    private int done;

    /** Where an old chain is walked: the bucket that its keys have to belong to. */
    private int checkBucket = NO_CHECK;

    /** Where the entry found last was. */
    private @Nullable Bucket foundIn;

    private int foundCell;

    /** Whether the entry found last has been moved from where it was met. */
    private boolean foundMoved;

    /** Whether the map was growing at the first step. */
    private boolean begunGrowing;

    /** Whether the chain that is walked is one of the old array. */
    private boolean inOldChain;

    /** Whether the array was the map's when the iteration ended. */
    private boolean currentAtEnd;

    RangeIterator(GoTable table, GoOrder<? super K> order) {
        super(table);
        this.order = order;
    }

    @Override
    void begin() {
        buckets = requireNonNull(table.buckets());
        log = table.log();
        long start = order.start(table.random);
        startBucket = (int) start & ((1 << log) - 1);
        offset = (int) (start >>> log) & (Bucket.CELLS - 1);
        bucket = startBucket;
        begunGrowing = table.isGrowing();
        table.iterationBegins();
    }

    @Override
    boolean find() {
        for (; ; ) {
            Bucket here = at;
            if (here == null) {
                if (bucket == startBucket && wrapped) {
                    return false;
                }
                here = chainOf(bucket);
                bucket++;
                if (bucket == 1 << log) {
                    bucket = 0;
                    wrapped = true;
                }
                at = here;
                done = 0;
                if (here == null) {
                    continue;
                }
            }
            for (; done < Bucket.CELLS; done++) {
                int cell = (done + offset) & (Bucket.CELLS - 1);
                if (findIn(here, cell)) {
                    foundIn = here;
                    foundCell = cell;
                    return true;
                }
            }
            at = here.overflow;
            done = 0;
        }
    }

    @Override
    void pass() {
        done++;
    }

    /** What has to be walked for a bucket, and sets {@link #checkBucket} for it. */
    private @Nullable Bucket chainOf(int index) {
        checkBucket = NO_CHECK;
        inOldChain = false;
        @Nullable Bucket[] old = table.oldBuckets();
        if (old != null && log == table.log()) {
            Bucket chain = old[index & (table.oldLength() - 1)];
            if (!GoTable.isEvacuated(chain)) {
                if (!table.isGrowingToSameSize()) {
                    checkBucket = index;
                }
                inOldChain = true;
                return chain;
            }
        }
        return buckets[index];
    }

    private boolean findIn(Bucket here, int cell) {
        int top = here.tophash(cell);
        if (Bucket.isEmpty(top)) {
            return false;
        }
        Object key = here.key(cell);
        boolean reflexive = table.rule.isReflexive(key);
        if (checkBucket != NO_CHECK && !belongs(key, reflexive, top)) {
            return false;
        }
        Object value = here.value(cell);
        foundMoved = Bucket.isMoved(top);
        if (foundMoved || wasCleared()) {
            // What the cell has may be old.
            if (reflexive) {
                return findLive(key);
            }
            if (!holdsUnfindable(key, value)) {
                return false;
            }
        }
        nextKey = key;
        nextValue = value;
        return true;
    }

    private boolean belongs(Object key, boolean reflexive, int top) {
        if (reflexive) {
            return ((int) table.hash(key) & ((1 << log) - 1)) == checkBucket;
        }
        // Its hash is new each time. The lowest bit of its tophash decides where it goes, and stays when it has gone.
        return checkBucket >>> (log - 1) == (top & 1);
    }

    @Override
    IterationState standing() {
        if (inOldChain || table.buckets() != buckets) {
            return foundMoved ? IterationState.WALKING_NEW : IterationState.WALKING_OLD;
        }
        return begunGrowing ? IterationState.WALKING_NEW : IterationState.WALKING;
    }

    @Override
    Place place() {
        return hasStarted()
                ? new Place((bucket - 1) & ((1 << log) - 1), foundCell, 0, 1 << log, table.evacuated())
                : new Place(-1, -1, 0, 1 << table.log(), table.evacuated());
    }

    @Override
    void letGo() {
        currentAtEnd = table.buckets() == buckets;
        buckets = new Bucket[0];
        at = null;
    }

    @Override
    void removeUnfindable(Object key, @Nullable Object value) {
        table.deleteUnfindable(key, value, foundIn, foundCell);
    }

    @Override
    public GoIteratorState state() {
        boolean current = hasEnded() ? currentAtEnd : table.buckets() == buckets;
        return new GoIteratorState(
                hasStarted(),
                hasEnded(),
                log,
                startBucket,
                offset,
                bucket,
                wrapped,
                at == null ? 0 : done,
                checkBucket,
                current);
    }
}
