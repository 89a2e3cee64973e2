package dev.stillmap.bench.subject;

import dev.stillmap.IterationContract;
import dev.stillmap.StillMap;
import dev.stillmap.classic.GoMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A way to visit every entry of a map. All but those marked as weak see one instant, apart from those of maps for one
 * thread, where that says nothing.
 */
public enum ScanMethod {
    /** {@code StillMap.scan}: one consistent pass. */
    STILLMAP_SCAN("StillMap.scan", Subject.STILLMAP),
    /** A snapshot taken, visited and closed. */
    STILLMAP_SNAPSHOT("StillMap.snapshot+forEach+close", Subject.STILLMAP),
    /** By the iterator of the entries: weakly consistent. */
    STILLMAP_ENTRIES("StillMap.entrySet (weak)", Subject.STILLMAP),
    /** By a declared iteration, opened and closed: weakly consistent. */
    STILLMAP_ITERATE("StillMap.iterate(LIVE) (weak)", Subject.STILLMAP),
    /** By a declared iteration that fails after any change but its own. */
    STILLMAP_FAIL_FAST("StillMap.iterate(FAIL_FAST)", Subject.STILLMAP),
    /** By a declared iteration over a snapshot. */
    STILLMAP_ITERATE_SNAPSHOT("StillMap.iterate(SNAPSHOT)", Subject.STILLMAP),
    /** By a declared iteration that writers wait for, up to its block time. */
    STILLMAP_EXCLUSIVE("StillMap.iterate(EXCLUSIVE) (blocks)", Subject.STILLMAP),
    /** By the iterator of the entries, traced. */
    TRACED_ENTRIES("StillMap.entrySet, traced", Subject.TRACED),
    /** By a declared iteration, traced. */
    TRACED_ITERATE("StillMap.iterate(LIVE), traced", Subject.TRACED),
    /** By the iterator of the entries, audited. */
    AUDITED_ENTRIES("auditedMap(HashMap).entrySet", Subject.AUDITED),
    /** By the iterator of the entries, which keeps writers out. */
    LOCKED_ENTRIES("iterationLockedMap(HashMap).entrySet", Subject.LOCKED),
    /** The weakly consistent pass of the JDK's map: no instant at all. */
    CHM_FOREACH("ConcurrentHashMap.forEach (weak)", Subject.CHM),
    /** A read-only snapshot of the trie, visited. */
    TRIEMAP_SNAPSHOT("TrieMap.readOnlySnapshot+foreach", Subject.TRIEMAP),
    /** Visited under the monitor: writers wait. */
    SYNCHRONIZED_FOREACH("synchronizedMap.forEach (blocks)", Subject.SYNCHRONIZED),
    /** Copied under the monitor, visited outside: writers wait for the copy. */
    SYNCHRONIZED_COPY("copy under lock, forEach", Subject.SYNCHRONIZED),
    /** Visited under the read lock: writers wait. */
    RWLOCK_FOREACH("ReentrantReadWriteLock+HashMap.forEach (blocks)", Subject.RWLOCK),
    /** By the iterator of the entries, which any change is allowed under. */
    GOMAP_ENTRIES("GoMap.entrySet", Subject.GOMAP),
    /** Go's own loop. */
    GOMAP_ITERATE("GoMap.iterate", Subject.GOMAP),
    /** By the iterator of the entries, which fails after any change but its own. */
    HASHMAP_ENTRIES("HashMap.entrySet", Subject.HASHMAP);

    private final String label;
    private final Subject subject;

    ScanMethod(String label, Subject subject) {
        this.label = label;
        this.subject = subject;
    }

    /**
     * The map that this way belongs to.
     *
     * @return the map
     */
    public Subject subject() {
        return subject;
    }

    /**
     * Visits every entry once.
     *
     * @param map a map made by {@link #subject()}
     * @param action what to do with each key and value
     */
    public void scan(Map<Object, Object> map, BiConsumer<Object, Object> action) {
        switch (this) {
            case STILLMAP_SCAN -> ((StillMap<Object, Object>) map).scan(action);
            case STILLMAP_SNAPSHOT -> {
                try (var snapshot = ((StillMap<Object, Object>) map).snapshot()) {
                    snapshot.forEach(action);
                }
            }
            case TRIEMAP_SNAPSHOT -> ((TrieMapAdapter) map).scanSnapshot(action);
            case SYNCHRONIZED_COPY -> copyUnderLock(map).forEach(action);
            case CHM_FOREACH, SYNCHRONIZED_FOREACH, RWLOCK_FOREACH -> map.forEach(action);
            case GOMAP_ITERATE -> {
                var each = ((GoMap<Object, Object>) map).iterate();
                while (each.advance()) {
                    action.accept(each.key(), each.value());
                }
            }
            case STILLMAP_ITERATE, TRACED_ITERATE -> iterate(map, IterationContract.LIVE, action);
            case STILLMAP_FAIL_FAST -> iterate(map, IterationContract.FAIL_FAST, action);
            case STILLMAP_ITERATE_SNAPSHOT -> iterate(map, IterationContract.SNAPSHOT, action);
            case STILLMAP_EXCLUSIVE -> iterate(map, IterationContract.EXCLUSIVE, action);
            case STILLMAP_ENTRIES, TRACED_ENTRIES, AUDITED_ENTRIES, LOCKED_ENTRIES, GOMAP_ENTRIES, HASHMAP_ENTRIES -> {
                for (Map.Entry<Object, Object> entry : map.entrySet()) {
                    action.accept(entry.getKey(), entry.getValue());
                }
            }
        }
    }

    private static void iterate(
            Map<Object, Object> map, IterationContract contract, BiConsumer<Object, Object> action) {
        try (var each = ((StillMap<Object, Object>) map).iterate(contract)) {
            while (each.hasNext()) {
                var entry = each.next();
                action.accept(entry.getKey(), entry.getValue());
            }
        }
    }

    private static Map<Object, Object> copyUnderLock(Map<Object, Object> map) {
        synchronized (map) {
            return new HashMap<>(map);
        }
    }

    @Override
    public String toString() {
        return label;
    }
}
