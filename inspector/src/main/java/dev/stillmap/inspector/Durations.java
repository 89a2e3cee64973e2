package dev.stillmap.inspector;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long things took within the last minute, as a histogram with four bins for each power of two. Any thread may
 * record, without a lock; one thread turns and reads.
 */
final class Durations {

    /** Below this each nanosecond has a bin of its own. */
    private static final int EXACT = 8;

    private static final int EXACT_SHIFT = 3;

    private static final int BINS = EXACT + (Long.SIZE - 1 - EXACT_SHIFT) * 4;

    private static final int TURNS = 12;

    static final long TURN_NANOS = TimeUnit.MINUTES.toNanos(1) / TURNS;

    /** What had been recorded at the end of a turn, and the longest within it. */
    private static final class Turn {

        final long[] counts;

        final long longest;

        Turn(long[] counts, long longest) {
            this.counts = counts;
            this.longest = longest;
        }
    }

    private final AtomicLongArray counts = new AtomicLongArray(BINS);

    private final AtomicLong longest = new AtomicLong();

    private final ArrayDeque<Turn> turns = new ArrayDeque<>();

    /** Records one that stands for so many. */
    void record(long nanos, int weight) {
        counts.addAndGet(binOf(Math.max(0, nanos)), weight);
        if (nanos > longest.get()) {
            longest.accumulateAndGet(nanos, Math::max);
        }
    }

    static int binOf(long nanos) {
        if (nanos < EXACT) {
            return (int) nanos;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        return EXACT + (exponent - EXACT_SHIFT) * 4 + (int) (nanos >>> (exponent - 2) & 3);
    }

    /** The least nanoseconds of a bin. */
    static long lower(int bin) {
        return bin < EXACT ? bin : (long) (4 + (bin & 3)) << ((bin >>> 2) - 1);
    }

    /** To be called each {@link #TURN_NANOS}: what lies more than a minute back is forgotten. */
    void turn() {
        if (turns.size() > TURNS) {
            turns.removeFirst();
        }
        turns.addLast(new Turn(now(), longest.getAndSet(0)));
    }

    private long[] now() {
        long[] all = new long[BINS];
        for (int i = 0; i < BINS; i++) {
            all[i] = counts.get(i);
        }
        return all;
    }

    /** Those of the last minute, under a name; nothing if there were none. */
    void writeTo(JsonText json, String name) {
        long[] recent = now();
        long count = 0;
        long max = longest.get();
        if (turns.size() > TURNS) {
            long[] before = turns.getFirst().counts;
            for (int i = 0; i < BINS; i++) {
                recent[i] -= before[i];
            }
        }
        int turned = 0;
        for (Turn turn : turns) {
            // The first one's longest is of before the minute.
            if (turned++ > 0 || turns.size() <= TURNS) {
                max = Math.max(max, turn.longest);
            }
        }
        for (long each : recent) {
            count += each;
        }
        if (count == 0) {
            return;
        }
        json.startObject().field("name", name).field("count", count);
        json.field("p50", percentile(recent, count, 0.5, max));
        json.field("p99", percentile(recent, count, 0.99, max));
        json.field("p999", percentile(recent, count, 0.999, max));
        json.field("max", max).startArray("bins");
        for (int i = 0; i < BINS; i++) {
            if (recent[i] > 0) {
                json.startArray().element(i).element(recent[i]).endArray();
            }
        }
        json.endArray().endObject();
    }

    /** The end of the bin in which it lies, or the longest where that is less. */
    private static long percentile(long[] counts, long count, double share, long max) {
        long rank = (long) Math.ceil(share * count);
        long passed = 0;
        for (int i = 0; i < BINS - 1; i++) {
            passed += counts[i];
            if (passed >= rank) {
                return Math.min(max, lower(i + 1) - (i + 1 < EXACT ? 1 : 0));
            }
        }
        return max;
    }
}
