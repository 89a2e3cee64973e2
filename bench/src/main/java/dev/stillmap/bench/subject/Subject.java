package dev.stillmap.bench.subject;

import dev.stillmap.StillMap;
import dev.stillmap.classic.GoMap;
import dev.stillmap.inspector.Inspector;
import dev.stillmap.metrics.LatencyRecorder;
import dev.stillmap.metrics.StillMapMetrics;
import dev.stillmap.trace.MapIterations;
import dev.stillmap.trace.TraceRing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.text.ParseException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jctools.maps.NonBlockingHashMap;

/** A map under test. */
public enum Subject {
    /** The map of this project. */
    STILLMAP("StillMap"),
    /** The JDK's concurrent map: what every ratio of concurrent maps is against. */
    CHM("ConcurrentHashMap"),
    /** Scala's concurrent trie, the peer with constant-time snapshots. */
    TRIEMAP("TrieMap"),
    /** The lock-free map of JCTools. */
    NBHM("NonBlockingHashMap"),
    /** A hash map behind one monitor. */
    SYNCHRONIZED("synchronizedMap"),
    /** A hash map behind one read-write lock. */
    RWLOCK("ReentrantReadWriteLock+HashMap"),
    /** Go's map, for one thread. */
    GOMAP("GoMap"),
    /** The map of this project, while a ring takes what its iterations report. */
    TRACED("StillMap, traced"),
    /** The map of this project, while Flight Recorder runs with its default settings. */
    STILLMAP_FLIGHT_RECORDED("StillMap, Flight Recorder on"),
    /** The map of this project, its metrics bound to a registry. */
    STILLMAP_METERED("StillMap, metrics bound"),
    /** The map of this project, the latency of each operation recorded. */
    STILLMAP_TIMED("StillMap, latencies recorded"),
    /** The map of this project, shown by an inspector at which nobody looks. */
    STILLMAP_SHOWN("StillMap, inspector started"),
    /** The map of this project, while a page of an inspector watches it. */
    STILLMAP_WATCHED("StillMap, a page watches"),
    /** The JDK's map for one thread, each iteration held against what was there. */
    AUDITED("auditedMap(HashMap)"),
    /** The JDK's map for one thread, each iteration locking writers out. */
    LOCKED("iterationLockedMap(HashMap)"),
    /** The JDK's map for one thread: what Go's map is measured against. */
    HASHMAP("HashMap"),
    /** No table at all: what the loop around the map costs. */
    CONTROL("control (no table)");

    private static final int TRACE_RECORDS = 1_000;

    private final String label;

    Subject(String label) {
        this.label = label;
    }

    /**
     * A new, empty map of default size.
     *
     * @return the map
     */
    public Map<Object, Object> newMap() {
        return switch (this) {
            case STILLMAP -> new StillMap<>();
            case CHM -> new ConcurrentHashMap<>();
            case TRIEMAP -> new TrieMapAdapter();
            case NBHM -> new NonBlockingHashMap<>();
            case SYNCHRONIZED -> Collections.synchronizedMap(new HashMap<>());
            case RWLOCK -> new ReadWriteLockMap();
            case GOMAP -> new GoMap<>();
            case HASHMAP -> new HashMap<>();
            case TRACED -> traced();
            case STILLMAP_FLIGHT_RECORDED -> flightRecorded();
            case STILLMAP_METERED -> metered();
            case STILLMAP_TIMED -> new LatencyRecorder("timed").record(new StillMap<>());
            case STILLMAP_SHOWN -> shown(false);
            case STILLMAP_WATCHED -> shown(true);
            case AUDITED -> MapIterations.auditedMap(new HashMap<>());
            case LOCKED -> MapIterations.iterationLockedMap(new HashMap<>(), Duration.ofMinutes(1));
            case CONTROL -> new NoTable();
        };
    }

    private static Map<Object, Object> traced() {
        var map = new StillMap<>();
        map.tracer().addSink(new TraceRing(TRACE_RECORDS));
        return map;
    }

    /** For as long as the JVM lives. */
    private static Map<Object, Object> flightRecorded() {
        try {
            new Recording(Configuration.getConfiguration("default")).start();
        } catch (IOException | ParseException e) {
            throw new IllegalStateException("Flight Recorder has no default settings", e);
        }
        return StillMap.builder().name("recorded").build();
    }

    /** For as long as the JVM lives; the page reads what comes and shows nothing. */
    private static Map<Object, Object> shown(boolean watched) {
        var map = new StillMap<>();
        try {
            Inspector inspector = Inspector.start(map);
            if (watched) {
                watch(inspector);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return map;
    }

    private static void watch(Inspector inspector) throws IOException {
        String token = inspector.uri().getFragment().substring("token=".length());
        URLConnection page = inspector.uri().resolve("/api/watch?map=0").toURL().openConnection();
        page.setRequestProperty("Authorization", "Bearer " + token);
        InputStream pictures = page.getInputStream();
        Thread reader = new Thread(() -> {
            try (pictures) {
                pictures.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private static Map<Object, Object> metered() {
        var map = new StillMap<>();
        // The map keeps what listens to it.
        new StillMapMetrics(map, "metered").bindTo(new SimpleMeterRegistry());
        return map;
    }

    @Override
    public String toString() {
        return label;
    }
}
