package dev.stillmap.classic;

import static java.util.Objects.requireNonNull;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The hash table of Go 1.23.5, with the clear sequence that 1.24 added: keys and values without types, nothing of
 * {@code java.util}.
 */
final class GoTable {

    // Goals, in order: an iteration meets each entry that stays exactly once, whatever is done to the map meanwhile; no
    // write moves more than two chains; memory is bounded by two arrays.
    //
    // Representation: 2^b buckets of eight cells, chosen by the low bits of the hash; what does not fit goes to
    // overflow buckets chained behind. While the map grows there is the old array too. An old chain is moved as a
    // whole, and until it is moved it holds all entries of its hash bits: every write moves the chain of its key before
    // it does anything else. Reads and iterations move nothing.
    //
    // Iterations hold the array they began with, so an array that has been replaced stays intact: cells keep their keys
    // and are marked as moved, and iterations look such keys up.
    //
    // Invariants: GoTableCheck.

    static final Object ABSENT = new Object();

    /** An iteration may hold the present array. */
    private static final int ITERATOR = 1;

    /** An iteration may hold the old array. */
    private static final int OLD_ITERATOR = 2;

    private static final int SAME_SIZE_GROW = 8;

    private static final int MAX_LOG = 29;

    /** From here on overflow buckets are counted by chance, so that the count fits into 16 bits. */
    static final int EXACT_OVERFLOW_LOG = 15;

    /** Smaller maps seldom overflow and get no pool. */
    private static final int POOL_LOG = 4;

    /** So many moved buckets are passed over per write. */
    private static final int MARK_STEPS = 1_024;

    private static final int LOAD_NUMERATOR = 13;

    private static final int LOAD_DENOMINATOR = 2;

    final KeyRule rule;

    final SplittableRandom random;

    final AccessGuard guard = new AccessGuard();

    private long count;

    private int flags;

    /** log2 of the number of buckets. */
    private int b;

    private int overflows;

    private long seed;

    /**
     * Main buckets, made when first needed, and behind them the pool of overflow buckets. Null until the first entry
     * comes.
     */
    private @Nullable Bucket @Nullable [] buckets;

    private @Nullable Bucket @Nullable [] oldBuckets;

    /** All old chains below have been moved. */
    private int evacuated;

    /** The next bucket of the pool. */
    private int nextOverflow;

    private long clearSequence;

    /** Entries removed although their keys cannot be found. */
    private long unfindableRemovals;

    GoTable(KeyRule rule, SplittableRandom random, long expectedSize) {
        this.rule = rule;
        this.random = random;
        this.seed = random.nextLong();
        while (exceedsLoad(expectedSize, b)) {
            b++;
        }
        if (b > 0) {
            allocate();
        }
    }

    long count() {
        return count;
    }

    int log() {
        return b;
    }

    int overflows() {
        return overflows;
    }

    long clearSequence() {
        return clearSequence;
    }

    long unfindableRemovals() {
        return unfindableRemovals;
    }

    @Nullable
    Bucket @Nullable [] buckets() {
        return buckets;
    }

    @Nullable
    Bucket @Nullable [] oldBuckets() {
        return oldBuckets;
    }

    long seed() {
        return seed;
    }

    int evacuated() {
        return evacuated;
    }

    int nextOverflow() {
        return nextOverflow;
    }

    boolean isGrowing() {
        return oldBuckets != null;
    }

    boolean isGrowingToSameSize() {
        return (flags & SAME_SIZE_GROW) != 0;
    }

    /** Main buckets of the old array. */
    int oldLength() {
        return isGrowingToSameSize() ? 1 << b : 1 << (b - 1);
    }

    long hash(Object key) {
        return rule.hash(key, seed, random);
    }

    /** From now on replaced arrays are kept as they are, for as long as somebody holds them. */
    void iterationBegins() {
        flags |= ITERATOR | OLD_ITERATOR;
    }

    static boolean exceedsLoad(long count, int log) {
        return log < MAX_LOG && count > Bucket.CELLS && count > LOAD_NUMERATOR * ((1L << log) / LOAD_DENOMINATOR);
    }

    static boolean hasTooManyOverflows(int overflows, int log) {
        return overflows >= 1 << Math.min(log, EXACT_OVERFLOW_LOG);
    }

    /** Main buckets and pool of an array. */
    private static int arrayLength(int log) {
        int main = 1 << log;
        return log < POOL_LOG ? main : main + (main >>> POOL_LOG);
    }

    private void allocate() {
        buckets = new Bucket[arrayLength(b)];
        nextOverflow = 1 << b;
    }

    /** The chain that holds the keys of a hash now. */
    @Nullable
    Bucket chain(long hash) {
        @Nullable Bucket[] current = buckets;
        if (current == null) {
            return null;
        }
        @Nullable Bucket[] old = oldBuckets;
        if (old != null) {
            Bucket chain = old[(int) hash & (oldLength() - 1)];
            if (!isEvacuated(chain)) {
                return chain;
            }
        }
        return current[(int) hash & ((1 << b) - 1)];
    }

    static boolean isEvacuated(@Nullable Bucket chain) {
        return chain != null && chain.isEvacuated();
    }

    /** The key's value, or {@link #ABSENT}. */
    @Nullable
    Object get(Object key) {
        long hash = hash(key);
        long begun = guard.beginRead();
        Object value = ABSENT;
        int top = Bucket.tophash(hash);
        for (Bucket at = chain(hash); at != null; at = at.overflow) {
            int cell = at.find(rule, key, top);
            if (cell >= 0) {
                value = at.value(cell);
                break;
            }
            if (at.endsChain()) {
                break;
            }
        }
        guard.endRead(begun);
        return value;
    }

    /** Stores the value; returns the one before, or {@link #ABSENT}. */
    @Nullable
    Object assign(Object key, @Nullable Object value) {
        long hash = hash(key);
        guard.beginWrite();
        try {
            if (buckets == null) {
                allocate();
            }
            int top = Bucket.tophash(hash);
            for (; ; ) {
                int index = (int) hash & ((1 << b) - 1);
                if (oldBuckets != null) {
                    growWork(index);
                }
                Bucket into = null;
                int free = 0;
                Bucket last = null;
                @Nullable Bucket[] current = requireNonNull(buckets);
                for (Bucket at = current[index]; at != null; at = at.overflow) {
                    int cell = at.find(rule, key, top);
                    if (cell >= 0) {
                        if (rule.go) {
                            at.setKey(cell, key);
                        }
                        Object before = at.value(cell);
                        at.setValue(cell, value);
                        return before;
                    }
                    int empty = into == null ? at.firstEmpty() : -1;
                    if (empty >= 0) {
                        into = at;
                        free = empty;
                    }
                    if (at.endsChain()) {
                        break;
                    }
                    last = at;
                }
                if (oldBuckets == null && (exceedsLoad(count + 1, b) || hasTooManyOverflows(overflows, b))) {
                    beginGrowth();
                    continue;
                }
                if (into == null) {
                    into = new Bucket();
                    if (last == null) {
                        current[index] = into;
                    } else {
                        countOverflow(into);
                        last.overflow = into;
                    }
                }
                into.fill(free, top, key, value);
                count++;
                return ABSENT;
            }
        } finally {
            guard.endWrite();
        }
    }

    /** Removes the key; returns its value, or {@link #ABSENT}. */
    @Nullable
    Object delete(Object key) {
        long hash = hash(key);
        if (count == 0) {
            return ABSENT;
        }
        guard.beginWrite();
        try {
            int index = (int) hash & ((1 << b) - 1);
            if (oldBuckets != null) {
                growWork(index);
            }
            Bucket head = requireNonNull(buckets)[index];
            int top = Bucket.tophash(hash);
            for (Bucket at = head; at != null; at = at.overflow) {
                int cell = at.find(rule, key, top);
                if (cell >= 0) {
                    Object before = at.value(cell);
                    remove(requireNonNull(head), at, cell);
                    return before;
                }
                if (at.endsChain()) {
                    break;
                }
            }
            return ABSENT;
        } finally {
            guard.endWrite();
        }
    }

    /**
     * Removes an entry whose key cannot be found: the one in that cell if it is still there, or another that has the
     * very same key and value. Looks at the whole table.
     */
    void deleteUnfindable(Object key, @Nullable Object value, @Nullable Bucket likely, int likelyCell) {
        guard.beginWrite();
        try {
            Bucket head = null;
            Bucket holder = null;
            int place = -1;
            for (@Nullable Bucket[] array : arrays()) {
                for (int i = 0; i < mainLength(array); i++) {
                    Bucket chain = array[i];
                    for (Bucket at = isEvacuated(chain) ? null : chain; at != null; at = at.overflow) {
                        for (int cell = 0; cell < Bucket.CELLS; cell++) {
                            boolean same =
                                    !Bucket.isEmpty(at.tophash(cell)) && at.key(cell) == key && at.value(cell) == value;
                            if (same && (holder == null || (at == likely && cell == likelyCell))) {
                                head = chain;
                                holder = at;
                                place = cell;
                            }
                        }
                    }
                }
            }
            if (head != null && holder != null) {
                remove(head, holder, place);
                unfindableRemovals++;
            }
        } finally {
            guard.endWrite();
        }
    }

    /** Whether an entry has that very key and value. Looks at the whole table. */
    boolean holds(Object key, @Nullable Object value) {
        for (@Nullable Bucket[] array : arrays()) {
            for (int i = 0; i < mainLength(array); i++) {
                for (Bucket at = isEvacuated(array[i]) ? null : array[i]; at != null; at = at.overflow) {
                    for (int cell = 0; cell < Bucket.CELLS; cell++) {
                        if (!Bucket.isEmpty(at.tophash(cell)) && at.key(cell) == key && at.value(cell) == value) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    private void remove(Bucket head, Bucket at, int cell) {
        at.empty(cell);
        if (isFollowedByRest(at, cell)) {
            markRest(head, at, cell);
        }
        count--;
        if (count == 0) {
            // Whoever has found keys that collide has to begin anew.
            seed = random.nextLong();
        }
    }

    private static boolean isFollowedByRest(Bucket at, int cell) {
        if (cell < Bucket.CELLS - 1) {
            return at.tophash(cell + 1) == Bucket.EMPTY_REST;
        }
        return at.overflow == null || at.overflow.tophash(0) == Bucket.EMPTY_REST;
    }

    /** Marks the cell, and the empty ones right before it, as followed by nothing. */
    private static void markRest(Bucket head, Bucket last, int lastCell) {
        Bucket at = last;
        int cell = lastCell;
        while (at.tophash(cell) == Bucket.EMPTY_ONE) {
            at.mark(cell, Bucket.EMPTY_REST);
            if (--cell < 0) {
                if (at == head) {
                    return;
                }
                at = before(head, at);
                cell = Bucket.CELLS - 1;
            }
        }
    }

    private static Bucket before(Bucket head, Bucket follower) {
        Bucket at = head;
        while (at.overflow != follower) {
            at = requireNonNull(at.overflow);
        }
        return at;
    }

    /** Removes everything and keeps the array's size. */
    void clear() {
        if (count == 0) {
            return;
        }
        guard.beginWrite();
        try {
            // Iterations may stand in any of these buckets.
            for (@Nullable Bucket[] array : arrays()) {
                wipe(array);
            }
            oldBuckets = null;
            flags &= ~SAME_SIZE_GROW;
            evacuated = 0;
            overflows = 0;
            count = 0;
            nextOverflow = 1 << b;
            seed = random.nextLong();
            clearSequence++;
        } finally {
            guard.endWrite();
        }
    }

    private void wipe(@Nullable Bucket[] array) {
        int main = mainLength(array);
        for (int i = 0; i < array.length; i++) {
            Bucket chain = array[i];
            if (i >= main) {
                array[i] = null;
            } else if (chain != Bucket.GONE) {
                for (Bucket at = chain; at != null; ) {
                    Bucket next = at.overflow;
                    at.wipe();
                    at.overflow = null;
                    at = next;
                }
            }
        }
    }

    private @Nullable Bucket[][] arrays() {
        @Nullable Bucket[] current = buckets;
        @Nullable Bucket[] old = oldBuckets;
        if (current == null) {
            return new Bucket[0][];
        }
        return old == null ? new Bucket[][] {current} : new Bucket[][] {current, old};
    }

    /**
     * Main buckets of one of the two arrays; a pool is a sixteenth and more would be needed to make it a power of two.
     */
    static int mainLength(@Nullable Bucket[] array) {
        return Integer.highestOneBit(array.length);
    }

    /** Gives the new overflow bucket its place in the pool, if there is one left, and counts it. */
    private void countOverflow(Bucket made) {
        @Nullable Bucket[] current = requireNonNull(buckets);
        if (nextOverflow < current.length) {
            current[nextOverflow++] = made;
        }
        int chance = b - EXACT_OVERFLOW_LOG;
        if (chance <= 0 || (random.nextInt() & ((1 << chance) - 1)) == 0) {
            overflows++;
        }
    }

    private void beginGrowth() {
        boolean sameSize = !exceedsLoad(count + 1, b);
        int log = sameSize ? b : b + 1;
        @Nullable Bucket[] larger = new Bucket[arrayLength(log)];
        oldBuckets = buckets;
        buckets = larger;
        b = log;
        nextOverflow = 1 << log;
        evacuated = 0;
        overflows = 0;
        // An iteration that began on the present array has that as its old one from now on.
        flags = ((flags & ITERATOR) != 0 ? OLD_ITERATOR : 0) | (sameSize ? SAME_SIZE_GROW : 0);
    }

    private void growWork(int index) {
        evacuate(index & (oldLength() - 1));
        if (oldBuckets != null) {
            evacuate(evacuated);
        }
    }

    private void evacuate(int index) {
        @Nullable Bucket[] old = requireNonNull(oldBuckets);
        Bucket chain = old[index];
        if (!isEvacuated(chain)) {
            if (chain != null) {
                move(chain, index);
            }
            if (chain == null || (flags & OLD_ITERATOR) == 0) {
                old[index] = Bucket.GONE;
            }
        }
        if (index == evacuated) {
            advanceEvacuationMark(old);
        }
    }

    /**
     * Keys' {@code hashCode} and all allocations come first, then the new chains are linked and the old cells marked:
     * if anything throws, nothing has moved.
     */
    private void move(Bucket chain, int index) {
        @Nullable Bucket[] current = requireNonNull(buckets);
        boolean sameSize = isGrowingToSameSize();
        boolean iterated = (flags & ITERATOR) != 0;
        int newBit = oldLength();
        var low = new MovedChain();
        var high = new MovedChain();
        int length = 0;
        for (Bucket at = chain; at != null; at = at.overflow) {
            length++;
        }
        byte[] directions = new byte[length * Bucket.CELLS];
        int place = 0;
        for (Bucket at = chain; at != null; at = at.overflow) {
            for (int cell = 0; cell < Bucket.CELLS; cell++, place++) {
                int top = at.tophash(cell);
                if (Bucket.isEmpty(top)) {
                    directions[place] = Bucket.EVACUATED_EMPTY;
                    continue;
                }
                Object key = at.key(cell);
                long hash = hash(key);
                boolean up = !sameSize && (hash & newBit) != 0;
                if (!sameSize && iterated && !rule.isReflexive(key)) {
                    // Its hash is new each time. Iterations that skip what belongs to the other half need an answer
                    // that stays.
                    up = (top & 1) != 0;
                }
                directions[place] = (byte) (up ? Bucket.EVACUATED_Y : Bucket.EVACUATED_X);
                (up ? high : low).append(Bucket.tophash(hash), key, at.value(cell));
            }
        }
        current[index] = low.first;
        low.countOverflows();
        if (!sameSize) {
            current[index + newBit] = high.first;
            high.countOverflows();
        }
        place = 0;
        for (Bucket at = chain; at != null; at = at.overflow) {
            for (int cell = 0; cell < Bucket.CELLS; cell++, place++) {
                at.mark(cell, directions[place]);
            }
        }
    }

    /** What a chain becomes: entries one after the other, without holes. */
    private final class MovedChain {

        @Nullable
        Bucket first;

        private @Nullable Bucket last;

        private int cell;

        void append(int top, Object key, @Nullable Object value) {
            Bucket at = last;
            if (at == null || cell == Bucket.CELLS) {
                Bucket made = new Bucket();
                if (at == null) {
                    first = made;
                } else {
                    at.overflow = made;
                }
                at = made;
                last = made;
                cell = 0;
            }
            at.fill(cell++, top, key, value);
        }

        void countOverflows() {
            for (Bucket at = first == null ? null : first.overflow; at != null; at = at.overflow) {
                countOverflow(at);
            }
        }
    }

    private void advanceEvacuationMark(@Nullable Bucket[] old) {
        evacuated++;
        int length = oldLength();
        int stop = Math.min(evacuated + MARK_STEPS, length);
        while (evacuated < stop && isEvacuated(old[evacuated])) {
            evacuated++;
        }
        if (evacuated == length) {
            oldBuckets = null;
            flags &= ~SAME_SIZE_GROW;
        }
    }
}
