package dev.stillmap.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stillmap.Change;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.definition.FeatureDefinition;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.feature.EntityState;
import dev.stillmap.server.feature.FeatureSet;
import dev.stillmap.server.held.HeldSnapshot;
import dev.stillmap.server.held.HeldSnapshots;
import dev.stillmap.server.query.Groups;
import dev.stillmap.server.query.Row;
import dev.stillmap.server.query.RowQuery;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All entities of a snapshot: rows, groups, totals, and what changed since another one. */
final class QueryRoutes {

    static final String NEXT = "Stillmap-Next-Cursor";

    private static final int LARGEST_PAGE = 10_000;

    private final Engine engine;

    private final HeldSnapshots held;

    private final Streaming streaming;

    QueryRoutes(Engine engine, HeldSnapshots held, Streaming streaming) {
        this.engine = engine;
        this.held = held;
        this.streaming = streaming;
    }

    void add(RoutesConfig routes) {
        routes.get("/v1/snapshots/{id}/entities/{type}", this::rows);
        routes.get("/v1/snapshots/{id}/groups/{type}", this::groups);
        routes.get("/v1/snapshots/{id}/totals", context -> {
            Requests.only(context);
            Json.answer(context, 200, totals(snapshot(context).snapshot()));
        });
        routes.get("/v1/snapshots/{id}/changes", this::changes);
        routes.get("/v1/consistency", context -> {
            Requests.only(context);
            try (EngineSnapshot now = engine.snapshot()) {
                Json.answer(context, 200, totals(now));
            }
        });
    }

    private HeldSnapshot snapshot(Context context) {
        return SnapshotRoutes.find(held, context.pathParam("id"));
    }

    private void rows(Context context) {
        Requests.only(context, Requests.WHERE, "select", "order", "top", "limit", "cursor", "format");
        EngineSnapshot snapshot = snapshot(context).snapshot();
        String type = Requests.type(context, snapshot.definition());
        String order = context.queryParam("order");
        Integer top = Requests.count(context, "top", LARGEST_PAGE);
        Integer limit = Requests.count(context, "limit", LARGEST_PAGE);
        String cursor = context.queryParam("cursor");
        if (top != null && (order == null || limit != null || cursor != null)) {
            throw new ApiException(
                    ApiException.BAD_REQUEST, "'top' needs 'order', and goes without 'limit' and 'cursor'");
        }
        if (top == null && limit == null && (order != null || cursor != null)) {
            throw new ApiException(
                    ApiException.BAD_REQUEST,
                    "with 'order' or 'cursor' say by 'limit' (pages) or 'top' how many, " + LARGEST_PAGE + " at most");
        }
        RowFormat format = RowFormat.parse(context.queryParam("format"));
        List<String> where = context.queryParams(Requests.WHERE);
        RowQuery query = new RowQuery(snapshot, type, where, context.queryParam("select"), order);
        Integer size = top == null ? limit : top;
        if (size == null) {
            streaming.send(context, format.contentType(), out -> stream(query, format, out));
            return;
        }
        Cursor cursors = new Cursor(context.pathParam("id"), type, where, order);
        List<Row> page = query.page(size, cursor == null ? null : cursors.key(cursor));
        if (limit != null && page.size() == limit) {
            context.header(NEXT, cursors.behind(page.get(page.size() - 1).key()));
        }
        streaming.send(context, format.contentType(), out -> {
            RowFormat.Rows rows = format.open(out, query.selected());
            for (Row row : page) {
                rows.write(row.key(), query.values(row));
            }
            rows.flush();
        });
    }

    private static void stream(RowQuery query, RowFormat format, OutputStream out) throws IOException {
        RowFormat.Rows rows = format.open(out, query.selected());
        query.forEach(row -> {
            try {
                rows.write(row.key(), query.values(row));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        rows.flush();
    }

    private void groups(Context context) {
        Requests.only(context, "by", Requests.WHERE);
        EngineSnapshot snapshot = snapshot(context).snapshot();
        String type = Requests.type(context, snapshot.definition());
        String by = context.queryParam("by");
        if (by == null) {
            throw new ApiException(ApiException.BAD_REQUEST, "say by which feature: 'by=...'");
        }
        List<Object> groups = new ArrayList<>();
        for (Groups.Group group : Groups.of(snapshot, type, by, context.queryParams(Requests.WHERE))) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            shown.put("value", group.value());
            shown.put("entities", group.entities());
            Map<String, Object> totals = new LinkedHashMap<>();
            group.totals().forEach((name, total) -> totals.put(name, shown(snapshot.definition(), name, total)));
            shown.put("totals", totals);
            groups.add(shown);
        }
        Json.answer(context, 200, Json.object("by", by, "groups", groups));
    }

    /** With as many digits behind the point as the field has. */
    private static String shown(Definition definition, String feature, BigInteger total) {
        for (FeatureDefinition each : definition.features()) {
            if (each.name().equals(feature)) {
                int scale = each.field() < 0
                        ? 0
                        : definition.input().fields().get(each.field()).scale();
                return new BigDecimal(total, scale).toPlainString();
            }
        }
        throw new AssertionError(feature);
    }

    private static Map<String, @Nullable Object> totals(EngineSnapshot snapshot) {
        boolean consistent = true;
        List<Object> features = new ArrayList<>();
        for (Map.Entry<String, Map<String, BigInteger>> feature :
                snapshot.totals().entrySet()) {
            Map<String, Object> totals = new LinkedHashMap<>();
            feature.getValue()
                    .forEach((type, total) -> totals.put(type, shown(snapshot.definition(), feature.getKey(), total)));
            boolean equal = new HashSet<>(totals.values()).size() <= 1;
            consistent &= equal;
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("name", feature.getKey());
            shown.put("equal", equal);
            shown.put("totals", totals);
            features.add(shown);
        }
        Map<String, Object> entities = new LinkedHashMap<>();
        for (EntityDefinition entity : snapshot.definition().entities()) {
            entities.put(entity.name(), snapshot.size(entity.name()));
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("consistent", consistent);
        answer.put("newest", SnapshotRoutes.moment(snapshot.now()));
        answer.put("entities", entities);
        answer.put("features", features);
        return answer;
    }

    private void changes(Context context) {
        Requests.only(context, "since", "type");
        EngineSnapshot newer = snapshot(context).snapshot();
        String since = context.queryParam("since");
        if (since == null) {
            throw new ApiException(ApiException.BAD_REQUEST, "say since which snapshot: 'since=' and its id");
        }
        EngineSnapshot older = SnapshotRoutes.find(held, since).snapshot();
        String only = context.queryParam("type");
        List<String> types = only == null
                ? newer.definition().entities().stream()
                        .map(EntityDefinition::name)
                        .toList()
                : List.of(Requests.type(only, newer.definition()));
        List<Iterable<Change<String, EntityState>>> changes = new ArrayList<>();
        for (String type : types) {
            try {
                changes.add(newer.changesSince(type, older));
            } catch (IllegalArgumentException e) {
                throw new ApiException(
                        ApiException.BAD_REQUEST, "the snapshot '" + since + "' is younger than this one: swap them");
            }
        }
        streaming.send(context, RowFormat.NDJSON.contentType(), out -> {
            JsonGenerator json = Json.generator(out);
            for (int i = 0; i < types.size(); i++) {
                FeatureSet features = newer.features(types.get(i));
                for (Change<String, EntityState> change : changes.get(i)) {
                    EntityState after = change.after();
                    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
                    shown.put("type", types.get(i));
                    shown.put("key", change.key());
                    shown.put("change", change.kind().name().toLowerCase(Locale.ROOT));
                    shown.put("features", after == null ? null : features.values(after, newer.now()));
                    Json.write(json, shown);
                    json.writeRaw('\n');
                }
            }
            json.flush();
        });
    }
}
