package dev.stillmap.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stillmap.server.engine.Engine;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Single entities, as of now. */
final class EntityRoutes {

    private static final int MOST_KEYS = 1_000;

    private final Engine engine;

    private final Bodies bodies;

    EntityRoutes(Engine engine, Bodies bodies) {
        this.engine = engine;
        this.bodies = bodies;
    }

    void add(RoutesConfig routes) {
        routes.get("/v1/entities/{type}/<key>", this::one);
        routes.post("/v1/entities/{type}:batchGet", this::several);
    }

    private void one(Context context) {
        Requests.only(context);
        String type = Requests.type(context, engine.definition());
        String key = context.pathParam("key");
        Map<String, @Nullable Object> features = engine.entity(type, key);
        if (features == null) {
            throw new ApiException(ApiException.NOT_FOUND, "there is no " + type + " '" + key + "'");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("type", type);
        answer.put("key", key);
        answer.put("features", features);
        Json.answer(context, 200, answer);
    }

    private void several(Context context) throws InterruptedException {
        Requests.only(context);
        String type = Requests.type(context, engine.definition());
        JsonNode body = bodies.object(context);
        Requests.only(body, "keys");
        JsonNode keys = body.get("keys");
        if (keys == null || !keys.isArray() || keys.size() > MOST_KEYS) {
            throw new ApiException(ApiException.BAD_REQUEST, "'keys' has to be a list of " + MOST_KEYS + " at most");
        }
        List<Object> entities = new ArrayList<>();
        for (JsonNode key : keys) {
            if (!key.isTextual()) {
                throw new ApiException(ApiException.BAD_REQUEST, "a key has to be a text, not " + key);
            }
            Map<String, @Nullable Object> entity = new LinkedHashMap<>();
            entity.put("key", key.textValue());
            entity.put("features", engine.entity(type, key.textValue()));
            entities.add(entity);
        }
        Json.answer(context, 200, Json.object("type", type, "entities", entities));
    }
}
