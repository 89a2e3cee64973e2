package dev.stillmap.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.EntityDefinition;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what requests ask for; what makes no sense becomes an {@link ApiException}. */
final class Requests {

    /** May be there several times: all have to hold. */
    static final String WHERE = "where";

    private Requests() {}

    /** The type in the path. */
    static String type(Context context, Definition definition) {
        return type(context.pathParam("type"), definition);
    }

    static String type(String name, Definition definition) {
        List<String> types =
                definition.entities().stream().map(EntityDefinition::name).toList();
        if (!types.contains(name)) {
            throw new ApiException(
                    ApiException.NOT_FOUND,
                    "there is no type '" + name + "' of entity; there are " + String.join(", ", types));
        }
        return name;
    }

    /**
     * Refuses parameters that nobody knows, and a second of those of which one counts: a misspelt condition must not answer
     * another question.
     */
    static void only(Context context, String... known) {
        context.queryParamMap().forEach((name, values) -> {
            if (!Set.of(known).contains(name)) {
                throw unknown(name, known);
            }
            if (values.size() > 1 && !name.equals(WHERE)) {
                throw new ApiException(ApiException.BAD_REQUEST, "'" + name + "' is there " + values.size() + " times");
            }
        });
    }

    private static ApiException unknown(String name, String... known) {
        return new ApiException(
                ApiException.BAD_REQUEST,
                "nobody knows '" + name + "'; there may be "
                        + (known.length == 0 ? "nothing here" : String.join(", ", known)));
    }

    /** A number from 1 on, or null if there is none of that name. */
    static @Nullable Integer count(Context context, String name, int most) {
        String text = context.queryParam(name);
        if (text == null) {
            return null;
        }
        try {
            int count = Integer.parseInt(text);
            if (count >= 1 && count <= most) {
                return count;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw new ApiException(
                ApiException.BAD_REQUEST,
                "'" + name + "' is a whole number from 1 to " + most + ", not '" + text + "'");
    }

    /** A text of an object, or null if it has none of that name. */
    static @Nullable String text(JsonNode object, String name) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw new ApiException(ApiException.BAD_REQUEST, "'" + name + "' has to be a text");
        }
        return node.textValue();
    }

    /** As {@link #only(Context, String...)}, for the names of an object. */
    static void only(JsonNode object, String... known) {
        object.fieldNames().forEachRemaining(name -> {
            if (!Set.of(known).contains(name)) {
                throw unknown(name, known);
            }
        });
    }
}
