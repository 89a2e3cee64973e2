package dev.stillmap.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One iteration held against what was in the map at its start and what was changed through the wrapper since. It does
 * not refer to the iterator.
 *
 * <p>Thread-safe, by its monitor. A change is noted before and after it is made: as long as it is under way, and for
 * ever if it threw, anything may have happened to its key. So a legal order of a change and a step is never called
 * wrong. Of the map's methods only {@code containsKey} and {@code size} are called, which order no entry anew.
 */
final class Audit {

    /** Findings of one iteration that are told; the others are counted. */
    private static final int TOLD = 20;

    /** A loop that goes round is ended when a key comes so often. */
    private static final int ENDLESS = 3;

    /** What is known of one key. */
    private static final class Known {

        boolean atStart;

        @Nullable
        Object value;

        int met;

        int underWay;

        boolean put;

        boolean removed;

        boolean replaced;
    }

    private final Map<?, ?> map;

    private final AuditLog log;

    private final Map<Object, Known> keys;

    private final long began = System.nanoTime();

    private final long id;

    private final @Nullable IterationLife life;

    private final Object lifeLock = new Object();

    private final List<Finding> findings = new ArrayList<>();

    private int atStart;

    private int sizeAtStart;

    /** Any key may have been changed, by one call. */
    private boolean anyChanged;

    private boolean changed;

    /** The map was seen to have been changed past the wrapper. */
    private boolean foreign;

    private long wrong;

    private long unknown;

    private long entries;

    private boolean ended;

    Audit(Map<?, ?> map, AuditLog log, IterationTracer tracer) {
        this.map = map;
        this.log = log;
        this.keys = keyedAs(map);
        life = tracer.begin(Watched.VIEW, "AUDITED", Place.UNKNOWN);
        id = life == null ? IterationLife.nextId() : life.id();
    }

    /** A map that tells keys apart as the given one does. */
    @SuppressWarnings("unchecked") // a comparator of these keys is asked about these keys
    private static Map<Object, Known> keyedAs(Map<?, ?> map) {
        if (map instanceof SortedMap<?, ?> sorted) {
            return new TreeMap<>((Comparator<Object>) sorted.comparator());
        }
        return map instanceof IdentityHashMap ? new IdentityHashMap<>() : new HashMap<>();
    }

    private Known known(@Nullable Object key) {
        return keys.computeIfAbsent(key, none -> new Known());
    }

    /** Copies what is there. Changes are noted already, so what is changed meanwhile is not held against anyone. */
    void copy() {
        int before = map.size();
        map.forEach(this::copy);
        int size = map.size();
        synchronized (this) {
            sizeAtStart = changed || size != before ? -1 : size;
        }
    }

    private synchronized void copy(@Nullable Object key, @Nullable Object value) {
        Known known = known(key);
        if (known.atStart) {
            // The map tells keys apart that are equal: nothing can be said of them.
            anyChanged = true;
        }
        atStart++;
        known.atStart = true;
        known.value = value;
    }

    /** A change that throws is never ended: nobody knows what it did to its key. */
    synchronized void beginChange(@Nullable Object key) {
        changed = true;
        try {
            known(key).underWay++;
        } catch (RuntimeException e) {
            // A key that cannot be compared. The map will say so, if it cannot either; if it can, anything may happen.
            anyChanged = true;
        }
    }

    synchronized void endChange(@Nullable Object key, WrappedMap.Effect effect) {
        if (anyChanged) {
            return;
        }
        Known known = known(key);
        known.underWay--;
        switch (effect) {
            case PUT -> known.put = true;
            case REMOVE -> known.removed = true;
            case REPLACE -> known.replaced = true;
            case NONE -> {}
        }
    }

    synchronized void changeAny() {
        changed = true;
        anyChanged = true;
    }

    /** The iterator has returned a key, with its value if it is known. */
    void met(@Nullable Object key, boolean withValue, @Nullable Object value) {
        // Asked without the monitor, as in complete.
        boolean there = isUnknown(key) && map.containsKey(key);
        List<Finding> endless = List.of();
        report(IterationState.WALKING);
        synchronized (this) {
            if (ended) {
                return;
            }
            entries++;
            Known known = known(key);
            known.met++;
            boolean free = anyChanged || known.underWay > 0;
            if (!known.atStart && !known.put && !free && known.met == 1) {
                foreign |= there;
                find(
                        Finding.Kind.INVENTED,
                        "the key " + name(key) + " was not there at the start, and nobody put it"
                                + (there ? "; it is there now, so it came past the wrapper" : ", nor is it there now"),
                        there);
            }
            boolean valueMayDiffer = free || known.put || known.replaced || known.removed;
            if (withValue
                    && known.atStart
                    && known.met == 1
                    && !valueMayDiffer
                    && value != known.value
                    && (value == null || !value.equals(known.value))) {
                foreign = true;
                find(Finding.Kind.CHANGED, "the value of the key " + name(key) + " was changed past the wrapper", true);
            }
            if (known.met == ENDLESS && isRepeated(known)) {
                endless = end();
            }
        }
        if (!endless.isEmpty()) {
            release();
            log.completed(endless, wrong, unknown, entries, nanos());
        }
    }

    private synchronized boolean isUnknown(@Nullable Object key) {
        Known known = keys.get(key);
        return known == null || (!known.atStart && !known.put);
    }

    private static String name(@Nullable Object key) {
        if (key == null) {
            return "null";
        }
        try {
            return key.toString();
        } catch (RuntimeException e) {
            return "(a " + key.getClass().getName() + " whose toString throws)";
        }
    }

    private boolean isRepeated(Known known) {
        boolean mayComeTwice = anyChanged || known.underWay > 0 || (known.removed && known.put);
        return known.met > 1 && !mayComeTwice;
    }

    private void find(Finding.Kind kind, String text, boolean doubtful) {
        if (doubtful) {
            unknown++;
        } else {
            wrong++;
        }
        if (findings.size() < TOLD) {
            findings.add(new Finding(id, kind, doubtful ? Finding.Verdict.UNKNOWN : Finding.Verdict.WRONG, text));
        }
    }

    /** The iterator has come to its end. */
    void complete() {
        List<Object> missed = missed();
        // Asked without the monitor: the map may have a lock that somebody holds who waits for this.
        int size = map.size();
        List<Object> gone = missed.stream().filter(key -> !map.containsKey(key)).toList();
        List<Finding> told;
        synchronized (this) {
            if (ended) {
                return;
            }
            // One may have been removed through the wrapper since.
            foreign |= gone.stream().anyMatch(key -> isMissed(known(key)));
            foreign |= !changed && sizeAtStart >= 0 && size != sizeAtStart;
            findMissed(missed);
            told = end();
        }
        report(IterationState.EXHAUSTED);
        release();
        log.completed(told, wrong, unknown, entries, nanos());
    }

    private synchronized List<Object> missed() {
        List<Object> missed = new ArrayList<>();
        keys.forEach((key, known) -> {
            if (isMissed(known)) {
                missed.add(key);
            }
        });
        return missed;
    }

    private boolean isMissed(Known known) {
        return known.atStart && known.met == 0 && !known.removed && known.underWay == 0 && !anyChanged;
    }

    private void findMissed(List<Object> missed) {
        if (!changed && sizeAtStart >= 0 && atStart != sizeAtStart) {
            find(
                    Finding.Kind.SIZE,
                    "the map says that it has " + sizeAtStart + " entries, but handed out " + atStart,
                    foreign);
        }
        for (Object key : missed) {
            // It may have been removed through the wrapper since it was looked at.
            if (isMissed(known(key))) {
                find(
                        Finding.Kind.MISSED,
                        "the key " + name(key) + " was there at the start, nobody removed it, and it was not returned"
                                + (foreign ? "; the map was changed past the wrapper" : ""),
                        foreign);
            }
        }
    }

    /** Ends the audit; returns what to tell. */
    private List<Finding> end() {
        keys.forEach((key, known) -> {
            if (isRepeated(known)) {
                find(
                        Finding.Kind.REPEATED,
                        "the key " + name(key) + " was returned " + known.met + " times, and nobody put " + "it back",
                        foreign);
            }
        });
        ended = true;
        log.ended(this);
        List<Finding> told = List.copyOf(findings);
        keys.clear();
        return told;
    }

    /** The loop was left, or the iterator was dropped. One that has met all of the start has missed nothing. */
    void abandon() {
        List<Finding> told;
        synchronized (this) {
            if (ended) {
                return;
            }
            boolean all = keys.values().stream()
                    .allMatch(known -> !known.atStart || known.met > 0 || known.removed || anyChanged);
            if (!all) {
                findings.add(new Finding(
                        id,
                        Finding.Kind.ABANDONED,
                        Finding.Verdict.ABANDONED,
                        "the loop was left after " + entries + " entries of " + atStart));
            }
            told = end();
        }
        release();
        log.abandoned(told, wrong, unknown, entries, nanos());
    }

    /** The map's iterator threw. */
    void fail(Throwable thrown) {
        List<Finding> told;
        synchronized (this) {
            if (ended) {
                return;
            }
            findings.add(new Finding(
                    id,
                    Finding.Kind.FAILED,
                    Finding.Verdict.FAILED,
                    "the map's iterator threw " + thrown + " after " + entries + " entries"));
            told = end();
        }
        release();
        log.failed(told, wrong, unknown, entries, nanos());
    }

    /** Sinks are called under a lock of their own: one that changes the map needs this audit's monitor elsewhere. */
    private void report(IterationState next) {
        synchronized (lifeLock) {
            if (life != null && life.state() != IterationState.RELEASED) {
                life.moveTo(next, Place.UNKNOWN);
            }
        }
    }

    private void release() {
        synchronized (lifeLock) {
            if (life != null) {
                life.release(false);
            }
        }
    }

    private long nanos() {
        return System.nanoTime() - began;
    }
}
