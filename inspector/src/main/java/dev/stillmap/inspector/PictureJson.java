package dev.stillmap.inspector;

import dev.stillmap.stats.HoldStats;
import dev.stillmap.stats.IterationStats;
import dev.stillmap.stats.MapInternals;
import dev.stillmap.stats.MapPicture;
import dev.stillmap.stats.MapStats;
import dev.stillmap.stats.SnapshotStats;
import dev.stillmap.stats.TableStats;
import dev.stillmap.trace.TransitionRecord;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Writes pictures, figures and records as the page reads them; {@code docs/inspector.md} describes them. */
final class PictureJson {

    /** So many of each kind are listed. */
    static final int LISTED = 100;

    private static final int WAITERS_LISTED = 20;

    private PictureJson() {}

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    static void picture(JsonText json, MapPicture picture) {
        json.field("entries", picture.entries()).field("epoch", picture.epoch());
        json.startArray("tables");
        for (MapPicture.Table table : picture.tables()) {
            json.startObject().field("id", table.id()).field("buckets", table.buckets());
            json.field("moved", table.moved()).endObject();
        }
        json.endArray();
        json.field("buckets", picture.buckets()).field("stride", picture.cells().stride());
        json.field("cells", Base64.getEncoder().encodeToString(picture.cells().toBytes()));
        json.startArray("snapshots");
        picture.snapshots().stream()
                .limit(LISTED)
                .forEach(snapshot -> json.startObject()
                        .field("cut", snapshot.cut())
                        .field("buckets", snapshot.buckets())
                        .field("ageMillis", millis(snapshot.ageNanos()))
                        .field("retainedBytes", snapshot.retainedBytes())
                        .endObject());
        json.endArray().startArray("iterations");
        picture.walks().stream().limit(LISTED).forEach(walk -> walk(json, walk));
        json.endArray().startArray("holds");
        picture.holds().stream().limit(LISTED).forEach(hold -> hold(json, hold));
        json.endArray().startObject("lists");
        json.field("snapshots", picture.snapshots().size())
                .field("iterations", picture.walks().size());
        json.field("holds", picture.holds().size());
        json.field(
                "waiting",
                picture.holds().stream()
                        .mapToLong(hold -> hold.waiting().size())
                        .sum());
        json.endObject();
    }

    private static void walk(JsonText json, MapPicture.Walk walk) {
        MapInternals.OpenIteration iteration = walk.iteration();
        json.startObject()
                .field("id", iteration.id())
                .field("watched", iteration.watched().name())
                .field("contract", iteration.contract())
                .field("state", iteration.state().name())
                .field("bucket", iteration.place().bucket())
                .field("slot", iteration.place().slot())
                .field("buckets", iteration.place().buckets())
                .field("ageMillis", millis(walk.ageNanos()))
                .endObject();
    }

    private static void hold(JsonText json, MapPicture.HoldState hold) {
        json.startObject()
                .field("owner", hold.owner())
                .field("phase", hold.phase().name())
                .field("scope", hold.scope())
                .field("priority", hold.priority().name())
                .field("refuses", hold.refuses())
                .field("ageMillis", millis(hold.ageNanos()))
                .field("leftMillis", millis(hold.leftNanos()));
        texts(json, "waiting", hold.waiting());
        json.endObject();
    }

    private static void texts(JsonText json, String name, List<String> texts) {
        json.startArray(name);
        texts.stream().limit(WAITERS_LISTED).forEach(json::element);
        json.endArray();
    }

    static void counters(JsonText json, MapStats stats) {
        SnapshotStats snapshots = stats.snapshots();
        HoldStats holds = stats.holds();
        IterationStats iterations = stats.allIterations();
        TableStats table = stats.table();
        json.startObject("counters")
                .field("entriesAdded", stats.entriesAdded())
                .field("entriesRemoved", stats.entriesRemoved())
                .field("snapshotsOpened", snapshots.opened())
                .field("snapshotsClosed", snapshots.closed())
                .field("snapshotsLeaked", snapshots.leaked())
                .field("snapshotsExpired", snapshots.expired())
                .field("bucketsCopied", snapshots.bucketsCopied())
                .field("retainedBytes", snapshots.retainedBytes())
                .field("maxRetainedBytes", snapshots.maxRetainedBytes())
                .field("oldestSnapshotMillis", millis(snapshots.oldestNanos()))
                .field("iterationsOpened", iterations.opened())
                .field("iterationsLeaked", iterations.leaked())
                .field("holdsOpened", holds.opened())
                .field("holdsDegraded", holds.degraded())
                .field("holdsLeaked", holds.leaked())
                .field("writesRefused", holds.writesRefused())
                .field("turnWaits", holds.turnWaits().count())
                .field("writerWaits", holds.writerWaits().count())
                .field("functionWaits", stats.functionWaits().count())
                .field("memoryWaits", stats.memoryWaits().count())
                .field("growthsStarted", table.growthsStarted())
                .field("growthsCompleted", table.growthsCompleted())
                .field("bucketsEvacuated", table.bucketsEvacuated())
                .field("backlog", table.backlog())
                .field("longestEvacuationNanos", table.longestEvacuationNanos())
                .field("evacuationFailures", table.evacuationFailures())
                .field("overflowBuckets", table.overflowBuckets())
                .field("longestOverflow", table.longestOverflow())
                .field("tableBytes", table.bytes())
                .field("readRetries", stats.readRetries())
                .endObject();
    }

    /** Youngest first. */
    static void records(JsonText json, List<TransitionRecord> oldestFirst) {
        long now = System.nanoTime();
        json.startArray("records");
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            TransitionRecord record = oldestFirst.get(i);
            json.startObject()
                    .field("watched", record.watched().name())
                    .field("id", record.iteration())
                    .field("contract", record.contract())
                    .field("from", record.from() == null ? null : record.from().name())
                    .field("to", record.to().name())
                    .field("bucket", record.place().bucket())
                    .field("buckets", record.place().buckets())
                    .field("moved", record.place().moved())
                    .field("epoch", record.place().epoch())
                    .field("thread", record.thread())
                    .field("ageMillis", Math.max(0, millis(now - record.nanos())))
                    .field("leaked", record.leaked())
                    .field("caller", record.caller())
                    .endObject();
        }
        json.endArray();
    }
}
