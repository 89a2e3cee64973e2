package dev.stillmap.server.held;

import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots by their ids. One ends when it is closed or its time is over, also while it is being read: the read fails then,
 * so that no slow reader keeps old state alive for longer. Thread-safe; {@link #expire} has to be called now and then.
 */
public final class HeldSnapshots implements AutoCloseable {

    /** What became of snapshots that are no more, to tell "expired" from "never there". */
    private static final int REMEMBERED = 1_000;

    private static final int ID_BYTES = 8;

    private final Engine engine;

    private final SnapshotLimits limits;

    private final Clock clock;

    private final Semaphore free;

    private final SecureRandom random = new SecureRandom();

    private final Map<String, HeldSnapshot> held = new ConcurrentHashMap<>();

    private final Map<String, SnapshotEnd> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SnapshotEnd> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * With none yet.
     *
     * @param engine what snapshots are of
     * @param limits how many, and how long
     * @param clock what time it is
     */
    public HeldSnapshots(Engine engine, SnapshotLimits limits, Clock clock) {
        this.engine = engine;
        this.limits = limits;
        this.clock = clock;
        this.free = new Semaphore(limits.most());
    }

    /**
     * Takes one. Constant time.
     *
     * @param name what its holder calls it; may be empty
     * @param ttl how long it is held; null for the usual time
     * @return the snapshot, or null if there are too many
     * @throws IllegalArgumentException if it would be held for too long, or for no time
     */
    public @Nullable HeldSnapshot take(String name, @Nullable Duration ttl) {
        Duration time = ttl == null ? limits.usual() : ttl;
        if (time.isZero() || time.isNegative() || time.compareTo(limits.longest()) > 0) {
            throw new IllegalArgumentException("a snapshot is held for longer than nothing and for "
                    + limits.longest().toSeconds() + "s at most, not for " + time.toMillis() + "ms");
        }
        expire();
        if (!free.tryAcquire()) {
            return null;
        }
        boolean taken = false;
        try {
            EngineSnapshot snapshot = engine.snapshot();
            Instant now = clock.instant();
            HeldSnapshot entry = new HeldSnapshot(newId(), name, now, now.plus(time), snapshot);
            held.put(entry.id(), entry);
            taken = true;
            return entry;
        } finally {
            if (!taken) {
                free.release();
            }
        }
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * The most that are held at a time.
     *
     * @return their number
     */
    public int most() {
        return limits.most();
    }

    /**
     * One of them.
     *
     * @param id its id
     * @return the snapshot, or null if there is none of that id any more
     */
    public @Nullable HeldSnapshot get(String id) {
        expire();
        return held.get(id);
    }

    /**
     * How one ended.
     *
     * @param id its id
     * @return its end, or null if there was none of that id, or so many ended since that it is forgotten
     */
    public @Nullable SnapshotEnd ended(String id) {
        synchronized (ended) {
            return ended.get(id);
        }
    }

    /**
     * All of them.
     *
     * @return what is held, the oldest first
     */
    public List<HeldSnapshot> all() {
        expire();
        return held.values().stream()
                .sorted(Comparator.comparing(HeldSnapshot::created).thenComparing(HeldSnapshot::id))
                .toList();
    }

    /**
     * Closes one.
     *
     * @param id its id
     * @return whether it was there
     */
    public boolean close(String id) {
        return close(id, false);
    }

    private boolean close(String id, boolean forMemory) {
        HeldSnapshot entry = held.get(id);
        if (entry == null) {
            return false;
        }
        // Before it is gone: whoever does not find it is told that it was there.
        synchronized (ended) {
            ended.putIfAbsent(id, new SnapshotEnd(clock.instant(), forMemory));
        }
        if (!held.remove(id, entry)) {
            return false;
        }
        entry.snapshot().close();
        free.release();
        return true;
    }

    /** Closes those whose time is over, and lets go of those that were closed because snapshots kept too much memory alive. */
    public void expire() {
        Instant now = clock.instant();
        for (HeldSnapshot entry : held.values()) {
            if (!entry.expires().isAfter(now)) {
                close(entry.id(), false);
            } else if (entry.isClosedForMemory()) {
                close(entry.id(), true);
            }
        }
    }

    /** Closes all. */
    @Override
    public void close() {
        held.keySet().forEach(id -> close(id, false));
    }
}
