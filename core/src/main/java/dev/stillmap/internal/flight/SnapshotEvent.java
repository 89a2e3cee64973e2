package dev.stillmap.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

@Name("dev.stillmap.Snapshot")
@Label("Snapshot")
@Description("A snapshot was opened; those of scans, iterations and holds too")
@Category("Stillmap")
final class SnapshotEvent extends Event {

    @Label("Map")
    @Nullable
    String map;

    @Label("Cut")
    @Description("The last epoch that it holds; with the map's name it tells snapshots apart")
    long cut;

    @Label("Buckets")
    int buckets;
}
