package dev.stillmap.bench.report;

import dev.stillmap.bench.harness.SessionIteration;
import dev.stillmap.bench.harness.WorstPut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The goals that the maps are measured against, and further figures that are reported without one. */
final class Goals {
    private static final String STILLMAP = "STILLMAP";
    private static final String CHM = "CHM";
    private static final String GOMAP = "GOMAP";
    private static final String HASHMAP = "HASHMAP";
    private static final String SERVER = "SERVER";
    private static final String LONG = "LONG";
    private static final List<String> SIZES = List.of("1K", "100K", "4M");
    private static final double BLOCK_TIME_AND_1_MS = 51_000;
    private static final double HALF = 0.5;

    private final List<Row> judged = new ArrayList<>();
    private final List<Row> reported = new ArrayList<>();

    private Goals() {
        points();
        inserts();
        scans();
        memory();
        snapshots();
        writesUnderScan();
        mixed();
        collisions();
        oneThread();
        collectors();
        locks();
        server("made");
        server("real");
    }

    /** The rows that have goals. */
    static List<Row> judged() {
        return List.copyOf(new Goals().judged);
    }

    /** The rows that only inform. */
    static List<Row> reported() {
        return List.copyOf(new Goals().reported);
    }

    private void points() {
        speed("get-hit", "get", LONG, "get hit", new double[] {1.0, 1.25, 1.15}, 1.3);
        speed("get-hit", "get", "STRING", "get hit", new double[] {1.0, 1.25, 1.15}, 1.3);
        speed("get-miss", "get", LONG, "get miss", new double[] {1.0, 1.1, 1.4}, 1.5);
        speed("update", "put", LONG, "update of a present key", new double[] {1.4, 1.4, 1.1}, 2);
        unjudged("get-hit-sequential", "LONG_SEQUENTIAL", "get hit, sequential keys");
        unjudged("get-hit-new-string", "STRING", "get hit, string just made");
        unjudged("get-miss-string", "STRING", "get miss");
    }

    private void unjudged(String measure, String keys, String title) {
        report(title, keys + ", 100K", point(measure, "get", keys, "100K"));
    }

    private void speed(String measure, String method, String keys, String title, double[] musts, double aim) {
        for (int i = 0; i < musts.length; i++) {
            String size = SIZES.get(i);
            var ratio = point(measure, method, keys, size);
            judge(title, keys + ", " + size, Goal.atLeast(ratio, musts[i]), Goal.atLeast(ratio, aim));
        }
    }

    private static Quantity point(String measure, String method, String keys, String size) {
        return faster(measure, Map.of("method", method, "keys", keys, "size", size), Key.SCORE);
    }

    private void inserts() {
        var mean = faster("insert", Map.of("size", "10M"), "mean");
        judge("insert from empty, mean", "10M", Goal.atLeast(mean, 0.9), Goal.atLeast(mean, 1.3));
        var worst = new Key("worst-put", Map.of("size", "10M"), STILLMAP, "max");
        var must = Goal.atMost(Quantity.ratio(worst, worst.of(CHM)), 0.01, "x");
        judge("worst put from empty", "10M", must, Goal.atMost(Quantity.value(worst), 100, "us"));
        var idle = new Key("worst-put", Map.of("size", "10M"), STILLMAP, WorstPut.IDLE);
        report("an idle thread's worst hiccup beside StillMap's puts", "10M", Quantity.value(idle));
        report("an idle thread's worst hiccup beside ConcurrentHashMap's puts", "10M", Quantity.value(idle.of(CHM)));
    }

    private void scans() {
        var musts = new double[] {1.0, 2.5, 4};
        var aims = new double[] {2, 5, 8};
        for (int i = 0; i < musts.length; i++) {
            String size = SIZES.get(i);
            var scan = scanned("scan", size, "REFERENCES", "STILLMAP_SCAN");
            judge("consistent scan against weak scan", size, Goal.atLeast(scan, musts[i]), Goal.atLeast(scan, aims[i]));
            var snapshot = scanned("scan", size, "REFERENCES", "STILLMAP_SNAPSHOT");
            report("snapshot, forEach, close against weak scan", size, snapshot);
        }
        for (String size : List.of("1K", "100K")) {
            watched("loop over entrySet, traced against not", size, "TRACED_ENTRIES", "STILLMAP_ENTRIES");
            watched("loop over iterate(LIVE), traced against not", size, "TRACED_ITERATE", "STILLMAP_ITERATE");
            watched("time of iterate(LIVE) against entrySet", size, "STILLMAP_ITERATE", "STILLMAP_ENTRIES");
            watched("time of auditedMap(HashMap) against HashMap", size, "AUDITED_ENTRIES", "HASHMAP_ENTRIES");
            watched("time of iterationLockedMap(HashMap) against HashMap", size, "LOCKED_ENTRIES", "HASHMAP_ENTRIES");
        }
        var changes = new Key("changes", Map.of("size", "4M"), STILLMAP, "changes");
        var ofAScan = Quantity.ratio(changes, new Key("changes", Map.of("size", "4M"), STILLMAP, "scan"));
        judge(
                "finding 1,000 changes against a scan",
                "4M",
                Goal.atMost(ofAScan, 0.05, "x"),
                Goal.atMost(ofAScan, 0.02, "x"));
        var content = scanned("scan-content", "100K", "CONTENT", "STILLMAP_SCAN");
        report("consistent scan that reads keys and values", "100K", content);
    }

    private void watched(String title, String size, String subject, String plain) {
        var params = Map.of("method", "scan", "keys", LONG, "size", size, "visit", "REFERENCES");
        var key = new Key("watched-iteration", params, subject, Key.SCORE);
        report(title, size, Quantity.ratio(key, key.of(plain)));
    }

    private static Quantity scanned(String measure, String size, String visit, String subject) {
        var params = Map.of("method", "scan", "keys", LONG, "size", size, "visit", visit);
        var key = new Key(measure, params, subject, Key.SCORE);
        return Quantity.ratio(key.of("CHM_FOREACH"), key);
    }

    private void memory() {
        var bytes = new Key("footprint", Map.of(), STILLMAP, "mean");
        var must = Goal.atMost(Quantity.ratio(bytes, bytes.of(CHM)), 0.55, "x");
        judge("bytes per entry", "1M .. 9.5M, default flags", must, Goal.atMost(Quantity.value(bytes), 16, "B/entry"));
        bytesUnder("footprint-compact-headers", "compact headers");
        bytesUnder("footprint-zgc", "ZGC");
        var peak = Quantity.value(new Key("growth-peak", Map.of(), STILLMAP, "worst / larger end"));
        judge(
                "memory at the worst moment of growth",
                "2.7M .. 4.4M",
                Goal.atMost(peak, 1.15, "x"),
                Goal.atMost(peak, 1.05, "x"));
    }

    private void bytesUnder(String measure, String flags) {
        var key = new Key(measure, Map.of(), STILLMAP, "mean");
        report("bytes per entry", flags, Quantity.ratio(key, key.of(CHM)));
        report("bytes per entry", flags, Quantity.value(key));
    }

    private void snapshots() {
        for (String size : List.of("1K", "10K", "100K", "1M", "10M")) {
            var params = Map.of("size", size, "writers", "2");
            var median = Quantity.value(new Key("snapshot", params, STILLMAP, "p50"));
            judge("snapshot(), median", size, Goal.atMost(median, 0.5, "us"), Goal.atMost(median, 0.1, "us"));
            report("snapshot(), 99th percentile", size, Quantity.value(new Key("snapshot", params, STILLMAP, "p99")));
        }
    }

    private void writesUnderScan() {
        writesUnderScan("10K", 0.35, 0.8);
        writesUnderScan("1M", 0.6, 0.9);
    }

    private void writesUnderScan(String size, double must, double aim) {
        String title = "writes/s while scanned against no scan";
        var kept = keptUnderScan(size, "STILLMAP_SCAN", "scanned");
        judge(title, size, Goal.atLeast(kept, must), Goal.atLeast(kept, aim));
        var scanned = underScan(size, "STILLMAP_SCAN", "scanned");
        var againstTrie = Quantity.ratio(scanned, scanned.of("TRIEMAP_SNAPSHOT"));
        judge(
                "writes/s while scanned against TrieMap's",
                size,
                Goal.moreThan(againstTrie, 1),
                Goal.reported(againstTrie));
        report(title + ", ConcurrentHashMap (weak)", size, keptUnderScan(size, "CHM_FOREACH", "scanned"));
        report(title + ", TrieMap", size, keptUnderScan(size, "TRIEMAP_SNAPSHOT", "scanned"));
        report("writes/s beside a scan of another map", size, keptUnderScan(size, "STILLMAP_SCAN", "beside"));
    }

    private static Quantity keptUnderScan(String size, String subject, String method) {
        return Quantity.ratio(underScan(size, subject, method), underScan(size, subject, "alone"));
    }

    private static Key underScan(String size, String subject, String method) {
        var params = Map.of("method", method, "keys", LONG, "size", size);
        return new Key("write-under-scan", params, subject, method.equals("alone") ? Key.SCORE : method + "Writes");
    }

    private void mixed() {
        var zipf = mixed("ZIPF_80_15_5");
        judge("mixed 80/15/5 get/put/remove, Zipf 0.99", "1M", Goal.atLeast(zipf, 1), Goal.atLeast(zipf, 1.5));
        var hot = mixed("HOT_UPDATES");
        judge("updates, 90 % of one key", "1M", Goal.atLeast(hot, 1), Goal.atLeast(hot, 1.5));
        report("mixed 80/15/5, 90 % of updates of one key", "1M", mixed("HOT_80_15_5"));
        var recorded = mixedWatched("STILLMAP_FLIGHT_RECORDED");
        judge(
                "mixed traffic, Flight Recorder on against off",
                "1M",
                Goal.atLeast(recorded, 0.98),
                Goal.atLeast(recorded, 1));
        report("mixed traffic, metrics bound against not", "1M", mixedWatched("STILLMAP_METERED"));
        report("mixed traffic, latencies recorded against not", "1M", mixedWatched("STILLMAP_TIMED"));
        var shown = mixedAgainstAlone("mixed-inspected", "STILLMAP_SHOWN");
        judge(
                "mixed traffic, inspector started against not",
                "1M, nobody looks",
                Goal.atLeast(shown, 0.98),
                Goal.atLeast(shown, 1));
        report(
                "mixed traffic, a page watches against not",
                "1M",
                mixedAgainstAlone("mixed-inspected", "STILLMAP_WATCHED"));
    }

    private static Quantity mixedWatched(String subject) {
        return mixedAgainstAlone("mixed-watched", subject);
    }

    private static Quantity mixedAgainstAlone(String measure, String subject) {
        var params = Map.of("method", "operation", "keys", LONG, "size", "1M", "profile", "ZIPF_80_15_5");
        var key = new Key(measure, params, subject, Key.SCORE);
        return Quantity.ratio(key, key.of(STILLMAP));
    }

    private static Quantity mixed(String profile) {
        var params = Map.of("method", "operation", "keys", LONG, "size", "1M", "profile", profile);
        var key = new Key("mixed", params, STILLMAP, Key.SCORE);
        return Quantity.ratio(key, key.of(CHM));
    }

    /** Strings are found by their order; of keys without one each operation may have to visit all. */
    private void collisions() {
        colliding("COLLIDING_STRING", "100K", 1.0 / 3);
        colliding("COLLIDING", "3K", 1 / 1.5);
    }

    private void colliding(String keys, String size, double must) {
        var get = point("colliding-get", "get", keys, size);
        judge("get hit, keys of one hash code", keys + ", " + size, Goal.atLeast(get, must), Goal.atLeast(get, 1));
        var update = point("colliding-update", "put", keys, size);
        judge("update, keys of one hash code", keys + ", " + size, Goal.atLeast(update, must), Goal.atLeast(update, 1));
        var insert = faster("colliding-insert", Map.of("keys", keys, "size", size), "mean");
        judge("insert, keys of one hash code", keys + ", " + size, Goal.atLeast(insert, must), Goal.atLeast(insert, 1));
    }

    /** Go's map is judged against the JDK's map for one thread. */
    private void oneThread() {
        halfAsFast("GoMap: get hit", asHashMap("one-thread-get", "get"));
        halfAsFast("GoMap: update of a present key", asHashMap("one-thread-update", "put"));
        halfAsFast(
                "GoMap: insert from empty, mean",
                asHashMap(new Key("one-thread-insert", Map.of("size", "1M"), GOMAP, "mean")));
        var params = Map.of("method", "scan", "keys", LONG, "size", "1M", "visit", "REFERENCES");
        for (String way : List.of("GOMAP_ENTRIES", "GOMAP_ITERATE")) {
            var key = new Key("one-thread-iteration", params, way, Key.SCORE);
            String title = way.equals("GOMAP_ENTRIES") ? "entrySet" : "iterate";
            halfAsFast("GoMap: " + title, Quantity.ratio(key.of("HASHMAP_ENTRIES"), key));
        }
        var worst = new Key("one-thread-worst-put", Map.of("size", "10M"), GOMAP, "max");
        var ratio = Quantity.ratio(worst, worst.of(HASHMAP));
        judge("GoMap: worst put from empty", "10M", Goal.atMost(ratio, 0.02, "x"), Goal.atMost(ratio, 0.01, "x"));
    }

    private void halfAsFast(String title, Quantity ratio) {
        judge(title, "1M", Goal.atLeast(ratio, HALF), Goal.atLeast(ratio, 1));
    }

    private static Quantity asHashMap(String measure, String method) {
        return asHashMap(new Key(measure, Map.of("method", method, "keys", LONG, "size", "1M"), GOMAP, Key.SCORE));
    }

    private static Quantity asHashMap(Key key) {
        return Quantity.ratio(key.of(HASHMAP), key);
    }

    private void collectors() {
        collector("collector-g1", "G1", "mark");
        collector("collector-g1", "G1", "longest pause");
        collector("collector-g1", "G1", "young pause");
        collector("collector-g1-full", "G1 full", "full pause");
        collector("collector-zgc", "ZGC", "mark");
        collector("collector-zgc", "ZGC", "longest pause");
        for (String loop : List.of("entrySet", "keySet", "forEach")) {
            halved(
                    "bytes allocated per LIVE loop",
                    loop,
                    new Key("loop-allocation", Map.of("size", "100K"), STILLMAP, loop));
        }
    }

    private void locks() {
        var full = session("full speed", "STILLMAP_SNAPSHOT", "iteration mean");
        judge(
                "snapshot of 10,000 sessions, iterated",
                "writer at full speed, mean",
                Goal.atMost(Quantity.value(full), 350, "us"),
                Goal.atMost(Quantity.value(full), 150, "us"));
        var writes = Quantity.value(session("full speed", "STILLMAP_SNAPSHOT", "writes"));
        judge(
                "snapshot of 10,000 sessions, iterated",
                "writes/s meanwhile",
                Goal.atLeast(writes, 4e6, "ops/s"),
                Goal.atLeast(writes, 8e6, "ops/s"));
        var young = session("4850", "STILLMAP_SNAPSHOT", "young collections");
        var ofCopies = Quantity.ratio(young, young.of("SYNCHRONIZED_COPY"));
        judge(
                "young collections against copy under lock",
                "4,850 writes/s",
                Goal.atMost(ofCopies, 0.25, "x"),
                Goal.atMost(ofCopies, 0.05, "x"));
        var perWrite = session("full speed", "STILLMAP_SNAPSHOT", "young collections per write");
        report(
                "young collections per write against copy under lock",
                "writer at full speed",
                Quantity.ratio(perWrite, perWrite.of("SYNCHRONIZED_COPY")));
        for (String rate : List.of("full speed", "4850")) {
            String cell = rate.equals("4850") ? "4,850 writes/s" : "writer at full speed";
            var wait = session(rate, "STILLMAP_EXCLUSIVE", "writer wait p99.9");
            judge(
                    "EXCLUSIVE: a writer's wait, 99.9th percentile",
                    cell,
                    Goal.atMost(Quantity.value(wait), BLOCK_TIME_AND_1_MS, "us"),
                    Goal.atMost(Quantity.value(wait), 1_000, "us"));
            var max = session(rate, "STILLMAP_EXCLUSIVE", "writer wait max");
            report("EXCLUSIVE: a writer's longest wait", cell, Quantity.value(max));
            report(
                    "an idle thread's worst hiccup beside EXCLUSIVE",
                    cell,
                    Quantity.value(session(rate, "STILLMAP_EXCLUSIVE", SessionIteration.IDLE)));
            for (String subject : List.of("STILLMAP_SNAPSHOT", "STILLMAP_EXCLUSIVE", "CHM_FOREACH")) {
                var consistent = session(rate, subject, "consistent");
                report("iterations of one instant, " + Names.subject(consistent), cell, Quantity.value(consistent));
            }
        }
        var deviation = new Key("locks-priorities", Map.of(), "PRIORITIES", "p99 per window, standard deviation");
        var spread = Quantity.ratio(deviation, deviation.of("EQUAL"));
        judge(
                "priorities: deviation of p99 against none",
                "16 consumers, 4 aggregators",
                Goal.atMost(spread, 1.0 / 3, "x"),
                Goal.atMost(spread, 0.1, "x"));
        var mean = new Key("locks-priorities", Map.of(), "PRIORITIES", "p99 per window, mean");
        report(
                "priorities: mean of p99 against none",
                "16 consumers, 4 aggregators",
                Quantity.ratio(mean, mean.of("EQUAL")));
        var padded = new Key("locks-padding", Map.of("threads", "2"), "PADDED", "writes");
        report("words of the epoch padded against not", "2 writers", Quantity.ratio(padded, padded.of("AS_IS")));
        failFast("1K", 1);
        failFast("100K", 0.01);
    }

    private void server(String data) {
        var params = Map.of("data", data);
        String cell = data + " invoice lines";
        var events = Quantity.value(new Key("server-ingest", params, SERVER, "events"));
        judge(
                "feature server: events/s from compressed CSV",
                cell,
                Goal.atLeast(events, 300_000, "ops/s"),
                Goal.atLeast(events, 600_000, "ops/s"));
        var read = new Key("server-point-read", params, SERVER, "p99");
        judge(
                "feature server: point read over HTTP, 99th percentile",
                cell + ", 5,000 reads/s beside 100,000 events/s",
                Goal.atMost(Quantity.value(read), 1_000, "us"),
                Goal.atMost(Quantity.value(read), 500, "us"));
        if (data.equals("made")) {
            var snapshot = new Key("server-snapshot", Map.of("size", "1M"), SERVER, "p99");
            judge(
                    "feature server: snapshot of all entities, 99th percentile",
                    "1M",
                    Goal.atMost(Quantity.value(snapshot), 1_000, "us"),
                    Goal.atMost(Quantity.value(snapshot), 10, "us"));
        }
    }

    private void failFast(String size, double scale) {
        var params = Map.of("method", "scan", "keys", LONG, "size", size, "visit", "REFERENCES");
        var failFast = new Key("locks-contracts", params, "STILLMAP_FAIL_FAST", Key.SCORE);
        var more = Quantity.difference(failFast, failFast.of("STILLMAP_ITERATE"), scale, "ns");
        judge("a step of FAIL_FAST, more than LIVE's", size, Goal.atMost(more, 3, "ns"), Goal.atMost(more, 1, "ns"));
    }

    private static Key session(String writes, String subject, String metric) {
        return new Key("locks-sessions", Map.of("writes", writes), subject, metric);
    }

    private void collector(String measure, String collector, String metric) {
        var params = Map.of("size", "10M", "collector", collector);
        halved("collector: " + metric, collector + ", 10M", new Key(measure, params, STILLMAP, metric));
    }

    private void halved(String measure, String cell, Key key) {
        var ratio = Quantity.ratio(key, key.of(CHM));
        judge(measure, cell, Goal.reported(ratio), Goal.atMost(ratio, HALF, "x"));
    }

    private static Quantity faster(String measure, Map<String, String> params, String metric) {
        var key = new Key(measure, params, STILLMAP, metric);
        return Quantity.ratio(key.of(CHM), key);
    }

    private void judge(String measure, String cell, Goal must, Goal aim) {
        judged.add(new Row(measure, cell, must, aim));
    }

    private void report(String measure, String cell, Quantity quantity) {
        reported.add(new Row(measure, cell, Goal.reported(quantity), Goal.reported(quantity)));
    }
}
