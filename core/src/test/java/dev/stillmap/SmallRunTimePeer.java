package dev.stillmap;

import dev.stillmap.trace.TraceRing;
import dev.stillmap.trace.TraceSink;

/** Traces a map where there is no more than the module java.base. */
public final class SmallRunTimePeer {

    private SmallRunTimePeer() {}

    public static void main(String[] arguments) {
        StillMap<String, Integer> map =
                StillMap.<String, Integer>builder().name("small").build();
        TraceRing ring = new TraceRing(10);
        map.tracer().addSink(ring);
        map.put("a", 1);
        map.forEach((key, value) -> {});
        System.out.println(ring.records().size() + " records");
        try {
            map.tracer().addSink(TraceSink.flightRecorder());
        } catch (UnsupportedOperationException e) {
            System.out.println(e);
        }
        map.snapshot();
        while (map.stats().snapshots().leaked() == 0) {
            System.gc();
        }
        // It is logged before it is recorded.
        Await.until("it is recorded", () -> ring.records().size() == 6);
    }
}
