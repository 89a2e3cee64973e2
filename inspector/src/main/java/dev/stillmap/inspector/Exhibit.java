package dev.stillmap.inspector;

import dev.stillmap.StillMap;
import dev.stillmap.stats.MapPicture;
import dev.stillmap.trace.TraceRing;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One map that is shown. While somebody watches it is listened to and traced; while nobody does, nothing of it is
 * touched. Thread-safe; pictures are drawn by one thread.
 */
final class Exhibit {

    static final int MAX_CELLS = 16_384;

    private static final int RECORDS = 100;

    /** What there is only while somebody watches. */
    private static final class Watched {

        final OperationMeter meter = new OperationMeter(System::nanoTime);

        final TraceRing ring = new TraceRing(RECORDS);
    }

    private final int id;

    private final StillMap<?, ?> map;

    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    private volatile @Nullable Watched watched;

    /** Somebody has come who has no figures yet. */
    private volatile boolean lacksDetail;

    private long sequence;

    Exhibit(int id, StillMap<?, ?> map) {
        this.id = id;
        this.map = map;
    }

    int id() {
        return id;
    }

    StillMap<?, ?> map() {
        return map;
    }

    /** What counts while somebody watches; null while nobody does. */
    @Nullable
    OperationMeter meter() {
        Watched now = watched;
        return now == null ? null : now.meter;
    }

    boolean isWatched() {
        return watched != null;
    }

    synchronized void add(Watcher watcher) {
        watchers.add(watcher);
        lacksDetail = true;
        if (watched == null) {
            Watched now = new Watched();
            watched = now;
            map.tracer().addSink(now.ring);
            map.addListener(now.meter);
            map.addOperationListener(now.meter);
        }
    }

    synchronized void remove(Watcher watcher) {
        watchers.remove(watcher);
        if (watchers.isEmpty()) {
            leave();
        }
    }

    /** Ends all who watch, with one last event, and has nothing to do with the map any more. */
    synchronized void end(byte @Nullable [] event) {
        watchers.forEach(watcher -> watcher.end(event));
        watchers.clear();
        leave();
    }

    private void leave() {
        Watched before = watched;
        if (before != null) {
            watched = null;
            map.removeOperationListener(before.meter);
            map.removeListener(before.meter);
            map.tracer().removeSink(before.ring);
        }
    }

    /** Shows the map as it is to all who watch; with figures that need not come so often, if wanted. */
    void show(boolean withDetail) {
        boolean detailed = withDetail;
        if (lacksDetail) {
            // Before the list is copied: who comes in between is in it, or finds this as it left it.
            lacksDetail = false;
            detailed = true;
        }
        // Who comes meanwhile gets the next picture: this one may be of before.
        List<Watcher> here = List.copyOf(watchers);
        Watched now = watched;
        if (now == null) {
            return;
        }
        now.meter.adapt();
        byte[] picture = Events.event("picture", picture(now));
        byte[] detail = detailed ? Events.event("detail", detail(now)) : null;
        for (Watcher watcher : here) {
            if (detail != null) {
                watcher.offerDetail(detail);
            }
            watcher.offerPicture(picture);
        }
    }

    private JsonText picture(Watched now) {
        MapPicture picture = map.picture(MAX_CELLS);
        JsonText json = new JsonText().startObject();
        json.field("sequence", ++sequence).field("millis", System.currentTimeMillis());
        PictureJson.picture(json, picture);
        PictureJson.counters(json, map.stats());
        now.meter.writeCounts(json);
        return json.endObject();
    }

    private static JsonText detail(Watched now) {
        JsonText json = new JsonText().startObject();
        json.field("millis", System.currentTimeMillis());
        now.meter.writeLatencies(json);
        PictureJson.records(json, now.ring.records());
        return json.endObject();
    }
}
