package dev.stillmap.bench.run;

import dev.stillmap.bench.harness.ChangesBetweenSnapshots;
import dev.stillmap.bench.harness.CollectorCost;
import dev.stillmap.bench.harness.CollidingInserts;
import dev.stillmap.bench.harness.Footprint;
import dev.stillmap.bench.harness.GrowthPeak;
import dev.stillmap.bench.harness.InsertMean;
import dev.stillmap.bench.harness.IterationPriorities;
import dev.stillmap.bench.harness.LoopAllocation;
import dev.stillmap.bench.harness.ObjectSizes;
import dev.stillmap.bench.harness.PaddedEpochs;
import dev.stillmap.bench.harness.ServerIngest;
import dev.stillmap.bench.harness.ServerPointRead;
import dev.stillmap.bench.harness.ServerSnapshot;
import dev.stillmap.bench.harness.SessionIteration;
import dev.stillmap.bench.harness.SnapshotLatency;
import dev.stillmap.bench.harness.WorstPut;
import dev.stillmap.bench.jmh.GetHit;
import dev.stillmap.bench.jmh.GetHitNewString;
import dev.stillmap.bench.jmh.GetMiss;
import dev.stillmap.bench.jmh.Mixed;
import dev.stillmap.bench.jmh.Scan;
import dev.stillmap.bench.jmh.Update;
import dev.stillmap.bench.jmh.WriteUnderScan;
import dev.stillmap.bench.workload.Invoices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything that is measured: which class, parameters, subjects and flags. */
public final class Catalogue {
    private static final int COMPACT_HEADERS_SINCE = 25;
    private static final List<String> SIZES = List.of("1K", "100K", "4M");

    /** Of rows that no goal is set for. */
    private static final List<String> EXTRA_SIZES = List.of("100K");

    private static final List<String> WATCHED_SIZES = List.of("1K", "100K");

    private static final List<String> MAPS = List.of("STILLMAP", "CHM");
    private static final List<String> POINT_PEERS = List.of("TRIEMAP", "NBHM", "CONTROL");
    private static final String LARGE = "10M";

    /** What differs widely from fork to fork is judged by the median of so many. */
    private static final int SPREAD_FORKS = 5;

    private final Form form;
    private final int threads;
    private final Flags flags;
    private final List<Measure> measures = new ArrayList<>();

    private Catalogue(Form form, int threads) {
        this.form = form;
        this.threads = threads;
        this.flags = new Flags(form);
    }

    /**
     * All measures in the order of running.
     *
     * @param form how thorough
     * @param threads threads of the mixed traffic
     * @return the measures
     */
    public static List<Measure> measures(Form form, int threads) {
        var catalogue = new Catalogue(form, threads);
        catalogue.points();
        catalogue.scans();
        catalogue.traffic();
        catalogue.inserts();
        catalogue.collisions();
        catalogue.oneThread();
        catalogue.memory();
        catalogue.collectors();
        catalogue.locks();
        catalogue.server();
        return List.copyOf(catalogue.measures);
    }

    private void points() {
        jmh("get-hit", GetHit.class, keyed("get", SIZES, MAPS, POINT_PEERS, "LONG", "STRING"));
        jmh("get-miss", GetMiss.class, keyed("get", SIZES, MAPS, POINT_PEERS, "LONG"));
        jmh("update", Update.class, keyed("put", SIZES, MAPS, POINT_PEERS, "LONG"));
        jmh("get-hit-sequential", GetHit.class, keyed("get", EXTRA_SIZES, MAPS, List.of(), "LONG_SEQUENTIAL"));
        jmh("get-hit-new-string", GetHitNewString.class, keyed("get", EXTRA_SIZES, MAPS, List.of("CONTROL"), "STRING"));
        jmh("get-miss-string", GetMiss.class, keyed("get", EXTRA_SIZES, MAPS, List.of(), "STRING"));
    }

    private void scans() {
        var judged = List.of("STILLMAP_SCAN", "STILLMAP_SNAPSHOT", "CHM_FOREACH");
        var peers = List.of("TRIEMAP_SNAPSHOT", "SYNCHRONIZED_FOREACH", "SYNCHRONIZED_COPY", "RWLOCK_FOREACH");
        var scans = new ArrayList<Cell>();
        for (String size : SIZES) {
            scans.add(new Cell(scan(size, "REFERENCES"), judged, peers));
        }
        jmh("scan", Scan.class, scans);
        var content = new ArrayList<Cell>();
        for (String size : EXTRA_SIZES) {
            content.add(new Cell(scan(size, "CONTENT"), judged, List.of()));
        }
        jmh("scan-content", Scan.class, content);
        var watched = List.of(
                "STILLMAP_ENTRIES",
                "TRACED_ENTRIES",
                "STILLMAP_ITERATE",
                "TRACED_ITERATE",
                "HASHMAP_ENTRIES",
                "AUDITED_ENTRIES",
                "LOCKED_ENTRIES");
        var loops = new ArrayList<Cell>();
        for (String size : WATCHED_SIZES) {
            loops.add(new Cell(scan(size, "REFERENCES"), watched, List.of()));
        }
        jmh("watched-iteration", Scan.class, loops);
        var changes = List.of(new Cell(Map.of("size", "4M"), List.of("STILLMAP"), List.of()));
        harness("changes", ChangesBetweenSnapshots.class, flags.g1("4g"), changes);
    }

    private static Map<String, String> scan(String size, String visit) {
        return Map.of("method", "scan", "keys", "LONG", "size", size, "visit", visit);
    }

    private void traffic() {
        var writes = new ArrayList<Cell>();
        var scanned = List.of("STILLMAP_SCAN", "CHM_FOREACH", "TRIEMAP_SNAPSHOT");
        for (String size : List.of("10K", "1M")) {
            for (String method : form.judges() ? List.of("alone", "scanned", "beside") : List.of("alone", "scanned")) {
                writes.add(new Cell(Map.of("method", method, "keys", "LONG", "size", size), scanned, List.of()));
            }
        }
        jmh("write-under-scan", WriteUnderScan.class, writes);
        var mixed = new ArrayList<Cell>();
        for (String profile : List.of("ZIPF_80_15_5", "HOT_UPDATES", "HOT_80_15_5")) {
            var params = Map.of("method", "operation", "keys", "LONG", "size", "1M", "profile", profile);
            mixed.add(new Cell(params, MAPS, List.of("NBHM", "CONTROL")));
        }
        measures.add(new Measure("mixed", Mixed.class, jmhFlags(), threads, form.forks(), mixed));
        var watched = new Cell(
                Map.of("method", "operation", "keys", "LONG", "size", "1M", "profile", "ZIPF_80_15_5"),
                List.of("STILLMAP", "STILLMAP_FLIGHT_RECORDED", "STILLMAP_METERED", "STILLMAP_TIMED"),
                List.of());
        var looked = new Cell(watched.params(), List.of("STILLMAP", "STILLMAP_SHOWN", "STILLMAP_WATCHED"), List.of());
        int forks = form.judges() ? SPREAD_FORKS : form.forks();
        measures.add(new Measure("mixed-watched", Mixed.class, jmhFlags(), threads, forks, List.of(watched)));
        measures.add(new Measure("mixed-inspected", Mixed.class, jmhFlags(), threads, forks, List.of(looked)));
        var snapshots = new ArrayList<Cell>();
        for (String size : List.of("1K", "10K", "100K", "1M", LARGE)) {
            var params = Map.of("size", size, "writers", "2");
            // The clock costs the same at every size.
            var judged = size.equals("1K") ? List.of("STILLMAP", "CONTROL") : List.of("STILLMAP");
            snapshots.add(new Cell(params, judged, List.of("TRIEMAP")));
        }
        harness("snapshot", SnapshotLatency.class, flags.g1("4g"), snapshots);
    }

    private void inserts() {
        var insert = flags.heap("6g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch");
        harness("insert", InsertMean.class, insert, sized(LARGE, POINT_PEERS));
        // TrieMap is left out: its garbage would fill the young generation.
        measures.add(new Measure(
                "worst-put",
                WorstPut.class,
                flags.withoutCollection(),
                0,
                form.judges() ? SPREAD_FORKS : form.forks(),
                sized(LARGE, List.of("NBHM", "CONTROL"))));
    }

    private void collisions() {
        jmh("colliding-get", GetHit.class, colliding(Map.of("method", "get")));
        jmh("colliding-update", Update.class, colliding(Map.of("method", "put")));
        harness("colliding-insert", CollidingInserts.class, flags.g1("4g"), colliding(Map.of()));
    }

    /** Of keys without an order only a few: each operation visits them all. */
    private static List<Cell> colliding(Map<String, String> method) {
        var cells = new ArrayList<Cell>();
        for (var kind : Map.of("COLLIDING_STRING", "100K", "COLLIDING", "3K").entrySet()) {
            var params = new TreeMap<>(method);
            params.put("keys", kind.getKey());
            params.put("size", kind.getValue());
            cells.add(new Cell(params, MAPS, List.of("CONTROL")));
        }
        return cells;
    }

    private void oneThread() {
        jmh("one-thread-get", GetHit.class, oneThread("get"));
        jmh("one-thread-update", Update.class, oneThread("put"));
        var ways = List.of("GOMAP_ENTRIES", "GOMAP_ITERATE", "HASHMAP_ENTRIES");
        jmh("one-thread-iteration", Scan.class, List.of(new Cell(scan("1M", "REFERENCES"), ways, List.of())));
        var insert = flags.heap("6g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch");
        harness("one-thread-insert", InsertMean.class, insert, oneThread(Map.of("size", "1M")));
        measures.add(new Measure(
                "one-thread-worst-put",
                WorstPut.class,
                flags.withoutCollection(),
                0,
                form.judges() ? SPREAD_FORKS : form.forks(),
                oneThread(Map.of("size", LARGE))));
    }

    private static List<Cell> oneThread(String method) {
        return oneThread(Map.of("method", method, "keys", "LONG", "size", "1M"));
    }

    private static List<Cell> oneThread(Map<String, String> params) {
        return List.of(new Cell(params, List.of("GOMAP", "HASHMAP"), List.of("CONTROL")));
    }

    private void memory() {
        var peers = List.of("TRIEMAP", "NBHM");
        harness("footprint", Footprint.class, flags.heap("4g"), plain(peers));
        if (Runtime.version().feature() >= COMPACT_HEADERS_SINCE) {
            var compact = flags.heap("4g", "-XX:+UseCompactObjectHeaders");
            harness("footprint-compact-headers", Footprint.class, compact, plain(List.of()));
        }
        harness("footprint-zgc", Footprint.class, flags.heap("6g", "-XX:+UseZGC"), plain(List.of()));
        if (!form.equals(Form.SHORT)) {
            harness("object-sizes", ObjectSizes.class, jolFlags(), sized("1M", List.of()));
        }
        var g1 = flags.g1("2g");
        harness("growth-peak", GrowthPeak.class, g1, plain(List.of()));
        harness("loop-allocation", LoopAllocation.class, g1, sized("100K", peers));
    }

    private void collectors() {
        var log = Flags.gcLog();
        var g1 = flags.g1("4g", "-XX:+ExplicitGCInvokesConcurrent", log);
        harness("collector-g1", CollectorCost.class, g1, collector("G1"));
        harness("collector-g1-full", CollectorCost.class, flags.g1("4g", log), collector("G1 full"));
        harness("collector-zgc", CollectorCost.class, flags.heap("6g", "-XX:+UseZGC", log), collector("ZGC"));
    }

    private void locks() {
        var contracts =
                List.of("STILLMAP_ITERATE", "STILLMAP_FAIL_FAST", "STILLMAP_ITERATE_SNAPSHOT", "STILLMAP_EXCLUSIVE");
        var loops = new ArrayList<Cell>();
        for (String size : WATCHED_SIZES) {
            loops.add(new Cell(scan(size, "REFERENCES"), contracts, List.of()));
        }
        jmh("locks-contracts", Scan.class, loops);
        // No peers: each row of the comparison is a median of forks, in the short form too.
        var ways = List.of(
                "SYNCHRONIZED_FOREACH",
                "RWLOCK_FOREACH",
                "SYNCHRONIZED_COPY",
                "CHM_FOREACH",
                "TRIEMAP_SNAPSHOT",
                "STILLMAP_EXCLUSIVE",
                "STILLMAP_SNAPSHOT");
        var sessions = new ArrayList<Cell>();
        for (String writes : List.of("full speed", "4850")) {
            sessions.add(new Cell(Map.of("writes", writes), ways, List.of()));
        }
        harness("locks-sessions", SessionIteration.class, flags.g1("1g"), sessions);
        var priorities = new Cell(Map.of(), List.of("PRIORITIES", "EQUAL"), List.of());
        harness("locks-priorities", IterationPriorities.class, flags.g1("1g"), List.of(priorities));
        var padded = new ArrayList<Cell>();
        for (int writers : new TreeSet<>(List.of(2, Runtime.getRuntime().availableProcessors()))) {
            var params = Map.of("threads", Integer.toString(writers));
            padded.add(new Cell(params, List.of("AS_IS", "PADDED"), List.of()));
        }
        // What copies and collections do to it differs widely from fork to fork.
        int forks = form.judges() ? SPREAD_FORKS : form.forks();
        measures.add(new Measure("locks-padding", PaddedEpochs.class, flags.g1("1g"), 0, forks, padded));
    }

    private void server() {
        var judged = List.of("SERVER");
        var ingest = new Cell(Map.of("data", Invoices.data()), judged, List.of());
        harness("server-ingest", ServerIngest.class, flags.heap("1g"), List.of(ingest));
        int forks = form.judges() ? SPREAD_FORKS : form.forks();
        measures.add(
                new Measure("server-point-read", ServerPointRead.class, flags.heap("1g"), 0, forks, List.of(ingest)));
        var snapshot = new Cell(Map.of("size", "1M"), judged, List.of());
        harness("server-snapshot", ServerSnapshot.class, flags.heap("3g"), List.of(snapshot));
    }

    private static List<Cell> collector(String name) {
        return List.of(new Cell(Map.of("size", LARGE, "collector", name), MAPS, List.of("CONTROL")));
    }

    private static List<Cell> plain(List<String> peers) {
        return List.of(new Cell(Map.of(), MAPS, peers));
    }

    private static List<Cell> sized(String size, List<String> peers) {
        return List.of(new Cell(Map.of("size", size), MAPS, peers));
    }

    private static List<Cell> keyed(
            String method, List<String> sizes, List<String> judged, List<String> peers, String... kinds) {
        var cells = new ArrayList<Cell>();
        for (String kind : kinds) {
            for (String size : sizes) {
                cells.add(new Cell(Map.of("method", method, "keys", kind, "size", size), judged, peers));
            }
        }
        return cells;
    }

    private List<String> jmhFlags() {
        return flags.g1("4g");
    }

    private List<String> jolFlags() {
        // JOL attaches to its own JVM to learn the layout of objects, and needs the property for records.
        return flags.heap(
                "4g",
                "-Djdk.attach.allowAttachSelf=true",
                "-Djol.magicFieldOffset=true",
                "-XX:+EnableDynamicAgentLoading");
    }

    private void jmh(String name, Class<?> code, List<Cell> cells) {
        measures.add(new Measure(name, code, jmhFlags(), 0, form.forks(), cells));
    }

    private void harness(String name, Class<?> code, List<String> jvmFlags, List<Cell> cells) {
        measures.add(new Measure(name, code, jvmFlags, 0, form.forks(), cells));
    }
}
