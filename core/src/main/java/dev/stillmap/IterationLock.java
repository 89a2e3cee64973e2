package dev.stillmap;

import dev.stillmap.internal.HashScope;
import java.time.Duration;
import java.util.Objects;

/**
 * How a map is held still for an iteration: for how long writers wait, what becomes of them, and whose writes are meant.
 * Immutable and thread-safe; made of {@link #defaults()} and given to {@link StillMap#lockForIteration(IterationLock)}.
 *
 * <pre>{@code
 * try (IterationLock.Hold<String, Session> hold = sessions.lockForIteration()) {
 *     hold.forEach(report::add);
 *     report.setExact(hold.isExclusive());
 * }
 * }</pre>
 *
 * <p><b>It hangs nothing.</b> A hold keeps writers back for its block time at the most. Then it <i>degrades</i> into a
 * snapshot: writers go on, and what the hold shows stays as it was. It degrades before that when a writer that is more
 * urgent ({@link IterationPriority}), is interrupted, or has waited for a hold already meets it; when a more urgent hold
 * is wanted; and when its own thread has to wait for a function of another thread. An expired block time does nothing
 * while nobody waits.
 *
 * <p><b>Who waits.</b> Writers wait outside of any lock, parked; virtual threads without their carrier. The thread that
 * took the hold never waits for it. A write waits for one hold at the most: all that wait when a hold ends are served
 * before the next one begins. A write that changes nothing, such as {@code putIfAbsent} of a present key, is a lookup
 * and does not wait. An interrupt is kept for the writer.
 *
 * <p><b>Holds wait for each other</b> if their scopes meet: by priority and in the order of their coming, and no longer
 * than until the block time of the one in force is over. A thread does not wait for its own holds. Two maps may be held
 * in any order. Threads that want each other's hold, or write to a map that the other holds, wait until one of the block
 * times is over: a long block time makes such a circle long.
 */
public final class IterationLock {

    private static final IterationLock DEFAULTS =
            new IterationLock(Duration.ofMillis(50), Policy.WAIT, IterationScope.wholeMap());

    private final Duration blockTime;

    private final Policy policy;

    private final IterationScope scope;

    private IterationLock(Duration blockTime, Policy policy, IterationScope scope) {
        this.blockTime = blockTime;
        this.policy = policy;
        this.scope = scope;
    }

    /** What becomes of a write to a map that is held. */
    public enum Policy {

        /** It waits. */
        WAIT,

        /** It copies: the hold is a snapshot, exclusive at no time, and waits for no other hold. */
        COPY,

        /**
         * A write to a bucket that the hold has shown throws {@link BucketLockedException} at once. Buckets ahead stay
         * writable, and the hold shows what they have when it comes to them. So it shows no single instant, but what it
         * has shown is still so when it comes to its end, unless it has degraded. {@code size}, {@code changesSince},
         * {@code writeTo} and {@code retain} need the whole: from then on all buckets refuse writes, and the instant is
         * that of the call. The holder's own writes are not refused, and are seen until there is such an instant. More
         * urgent writers are not refused: the hold degrades.
         */
        REFUSE
    }

    /**
     * A hold: what the map has, as a read-only map, and writers held back until {@link #close()}. Use it with
     * try-with-resources. Everything that {@link Snapshot} says holds; with {@link Policy#REFUSE} except for the
     * instant. Any thread may read and close it; the thread that took it is the one that may write meanwhile.
     *
     * <p>One that is dropped without a close is found after a garbage collection, ended, counted in {@link
     * dev.stillmap.stats.HoldStats#leaked()} and logged. Nobody waits for that: its block time ends before.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    public interface Hold<K, V> extends Snapshot<K, V> {

        /**
         * Whether it has kept back every write in its scope but those of its own thread and of the iteration that it
         * belongs to. May be asked after the close too: then it says so of the whole hold.
         *
         * @return false once it has degraded
         */
        boolean isExclusive();

        /**
         * Runs an action when the hold degrades, once; now, if it has. It runs in the thread that lets the hold
         * degrade, which is a writer as a rule, without a lock; what it throws is logged.
         *
         * @param action what to do; short, as somebody's write waits for it
         */
        void onDegrade(Runnable action);

        /** Lets all writers go on and releases this handle. Closing twice is harmless. */
        @Override
        void close();
    }

    /**
     * Writers wait, for 50 ms at the most, whatever their key.
     *
     * @return the settings
     */
    public static IterationLock defaults() {
        return DEFAULTS;
    }

    /**
     * For how long writers are kept back at the most.
     *
     * @param atMost from when the hold begins; not negative
     * @return settings with this block time
     * @throws IllegalArgumentException if it is negative
     */
    public IterationLock blockTime(Duration atMost) {
        if (atMost.isNegative()) {
            throw new IllegalArgumentException("the block time is " + atMost + ", but must not be negative");
        }
        return new IterationLock(atMost, policy, scope);
    }

    /**
     * What becomes of writers.
     *
     * @param policyForWriters the policy
     * @return settings with this policy
     */
    public IterationLock policy(Policy policyForWriters) {
        return new IterationLock(blockTime, Objects.requireNonNull(policyForWriters), scope);
    }

    /**
     * Whose writes are held back.
     *
     * @param writes which keys or which region
     * @return settings with this scope
     */
    public IterationLock scope(IterationScope writes) {
        return new IterationLock(blockTime, policy, Objects.requireNonNull(writes));
    }

    /** From nothing to about 146 years, so that times can be added. */
    static long nanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE / 2 : duration.toNanos();
    }

    long blockNanos() {
        return nanos(blockTime);
    }

    boolean copies() {
        return policy == Policy.COPY;
    }

    boolean refuses() {
        return policy == Policy.REFUSE;
    }

    HashScope hashes() {
        return scope.hashes();
    }

    @Override
    public String toString() {
        return policy + " for " + blockTime + ", " + scope;
    }
}
