package dev.stillmap.server.http;

import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.durable.CheckpointStatus;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.held.HeldSnapshots;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.ingest.InputStatus;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the server is well, and how far it is. An input that failed is told here and stops nothing. */
final class HealthRoute {

    private final Served served;

    private final HeldSnapshots held;

    HealthRoute(Served served, HeldSnapshots held) {
        this.served = served;
        this.held = held;
    }

    void add(RoutesConfig routes) {
        routes.get("/health", this::health);
    }

    private void health(Context context) {
        Engine engine = served.engine();
        Ingest ingest = served.ingest();
        Map<String, Object> entities = new LinkedHashMap<>();
        for (EntityDefinition entity : engine.definition().entities()) {
            entities.put(entity.name(), engine.estimatedSize(entity.name()));
        }
        Map<String, Object> events = new LinkedHashMap<>();
        events.put("accepted", engine.appliedEvents());
        events.put("rejected", ingest.rejected());
        events.put("late", engine.lateEvents());
        List<Object> inputs = new ArrayList<>();
        CheckpointStatus checkpoint = served.checkpoints().get();
        boolean failed = checkpoint.error() != null;
        for (InputStatus input : ingest.inputs()) {
            failed |= input.state() == InputStatus.State.FAILED;
            inputs.add(shown(input));
        }
        Map<String, @Nullable Object> health = new LinkedHashMap<>();
        health.put("status", failed ? "degraded" : "up");
        health.put("definition", engine.definition().name());
        health.put("newest", SnapshotRoutes.moment(engine.newest()));
        health.put("watermark", engine.watermark());
        health.put("events", events);
        health.put("entities", entities);
        health.put("snapshots", Json.object("held", held.all().size(), "most", held.most()));
        Map<String, @Nullable Object> last = new LinkedHashMap<>();
        last.put("at", checkpoint.at());
        last.put("error", checkpoint.error());
        health.put("checkpoint", last);
        health.put("inputs", inputs);
        Json.answer(context, 200, health);
    }

    private static Map<String, @Nullable Object> shown(InputStatus input) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("name", input.name());
        shown.put("state", input.state().name().toLowerCase(Locale.ROOT));
        shown.put("accepted", input.accepted());
        shown.put("rejected", input.rejected());
        shown.put("bytes", input.bytes());
        shown.put("size", input.size() < 0 ? null : input.size());
        shown.put("error", input.error());
        return shown;
    }
}
