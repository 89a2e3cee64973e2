package dev.stillmap.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stillmap.server.definition.Durations;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.held.HeldSnapshot;
import dev.stillmap.server.held.HeldSnapshots;
import dev.stillmap.server.held.SnapshotEnd;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes, lists and closes snapshots. */
final class SnapshotRoutes {

    static final String TOO_MUCH_MEMORY =
            "the snapshot was closed because open snapshots kept too much memory: take another one,"
                    + " hold it for a shorter time, or give the server more heap";

    private static final int LONGEST_NAME = 200;

    private final HeldSnapshots held;

    private final Bodies bodies;

    SnapshotRoutes(HeldSnapshots held, Bodies bodies) {
        this.held = held;
        this.bodies = bodies;
    }

    void add(RoutesConfig routes) {
        routes.post("/v1/snapshots", this::take);
        routes.get("/v1/snapshots", context -> {
            Requests.only(context);
            Json.answer(
                    context,
                    200,
                    Json.object(
                            "snapshots",
                            held.all().stream().map(SnapshotRoutes::shown).toList()));
        });
        routes.get("/v1/snapshots/{id}", context -> {
            Requests.only(context);
            Json.answer(context, 200, shown(find(held, context.pathParam("id"))));
        });
        routes.delete("/v1/snapshots/{id}", context -> {
            Requests.only(context);
            HeldSnapshot snapshot = find(held, context.pathParam("id"));
            held.close(snapshot.id());
            context.status(204);
        });
    }

    private void take(Context context) throws InterruptedException {
        Requests.only(context);
        JsonNode body = bodies.object(context);
        Requests.only(body, "name", "ttl");
        String name = Requests.text(body, "name");
        if (name != null && name.length() > LONGEST_NAME) {
            throw new ApiException(ApiException.BAD_REQUEST, "a name has " + LONGEST_NAME + " characters at most");
        }
        HeldSnapshot snapshot;
        try {
            snapshot = held.take(name == null ? "" : name, time(body.get("ttl")));
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiException.BAD_REQUEST, "'ttl': " + e.getMessage());
        }
        if (snapshot == null) {
            context.header("Retry-After", "1");
            throw new ApiException(
                    ApiException.TOO_MANY,
                    held.most() + " snapshots are held already: delete one, or wait until one expires");
        }
        Json.answer(context, 201, shown(snapshot));
    }

    /** A text with a unit, or a number of seconds. */
    private static @Nullable Duration time(@Nullable JsonNode ttl) {
        if (ttl == null || ttl.isNull()) {
            return null;
        }
        return ttl.isInt()
                ? Duration.ofSeconds(ttl.intValue())
                : Durations.parse(ttl.isTextual() ? ttl.textValue() : ttl.toString());
    }

    static @Nullable Instant moment(long millis) {
        return millis == Long.MIN_VALUE ? null : Instant.ofEpochMilli(millis);
    }

    private static Map<String, @Nullable Object> shown(HeldSnapshot held) {
        EngineSnapshot snapshot = held.snapshot();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("id", held.id());
        shown.put("name", held.name());
        shown.put("created", held.created());
        shown.put("expires", held.expires());
        shown.put("newest", moment(snapshot.now()));
        return shown;
    }

    /** The snapshot of an id in the path. */
    static HeldSnapshot find(HeldSnapshots held, String id) {
        HeldSnapshot snapshot = held.get(id);
        if (snapshot != null) {
            return snapshot;
        }
        SnapshotEnd end = held.ended(id);
        if (end != null) {
            throw new ApiException(
                    ApiException.GONE,
                    end.forMemory()
                            ? TOO_MUCH_MEMORY
                            : "the snapshot '" + id + "' ended at " + end.at() + ": take another one");
        }
        throw new ApiException(ApiException.NOT_FOUND, "there is no snapshot '" + id + "'");
    }
}
