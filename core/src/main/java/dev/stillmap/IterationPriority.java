package dev.stillmap;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How urgent the holds and the writes of a block of code are. Nobody waits for a hold of a lower priority: a writer, or
 * the next hold, that is more urgent lets the hold in its way degrade into a snapshot and goes on.
 *
 * <table>
 * <caption>Whether a write, or a hold to come, waits for a hold in force</caption>
 * <tr><th>it asks with</th><th>hold {@code REALTIME}</th><th>hold {@code NORMAL}</th><th>hold {@code BEST_EFFORT}</th></tr>
 * <tr><th>{@code REALTIME}</th><td>waits</td><td>goes on</td><td>goes on</td></tr>
 * <tr><th>{@code NORMAL}</th><td>waits</td><td>waits</td><td>goes on</td></tr>
 * <tr><th>{@code BEST_EFFORT}</th><td>waits</td><td>waits</td><td>waits</td></tr>
 * </table>
 *
 * <p>Among holds that wait, the more urgent are served first, and those of one priority in the order in which they
 * came. Each 100 ms of waiting lifts a waiting hold by one priority, so none starves; a hold in force has the priority
 * that it was asked for with.
 *
 * <p><b>Thread-safety.</b> The priority belongs to the thread that runs the block, ends with it, also by an exception,
 * and is inherited by no other thread. A thread that runs no block has {@link #NORMAL}.
 */
public enum IterationPriority {

    /** For what may be interrupted by all others: reports over a whole map. */
    BEST_EFFORT,

    /** Of every thread that asks for no other. */
    NORMAL,

    /** For what somebody waits for: it waits for its equals only. */
    REALTIME;

    private static final ThreadLocal<@Nullable IterationPriority> CURRENT = new ThreadLocal<>();

    /** Until a block has run, threads need not be asked, and keep nothing. */
    private static volatile boolean used;

    /**
     * The priority of the calling thread.
     *
     * @return that of the innermost block, or {@link #NORMAL}
     */
    public static IterationPriority current() {
        IterationPriority set = used ? CURRENT.get() : null;
        return set == null ? NORMAL : set;
    }

    /**
     * Whether what is done with this priority waits for a hold of another.
     *
     * @param hold the hold's priority
     * @return false if it goes on and the hold degrades
     */
    public boolean waitsFor(IterationPriority hold) {
        return compareTo(hold) <= 0;
    }

    /**
     * Runs a block of code with this priority.
     *
     * @param block what to run, in this thread; what it throws is passed on
     */
    public void run(Runnable block) {
        Objects.requireNonNull(block);
        supply(() -> {
            block.run();
            return this;
        });
    }

    /**
     * As {@link #run}, for a block with a result.
     *
     * @param <T> the type of the result
     * @param block what to run, in this thread; what it throws is passed on
     * @return what the block returns
     */
    public <T extends @Nullable Object> T supply(Supplier<T> block) {
        Objects.requireNonNull(block);
        used = true;
        IterationPriority before = CURRENT.get();
        CURRENT.set(this);
        try {
            return block.get();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }
}
