package dev.stillmap.server.definition;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of a YAML or JSON document that knows its line. What is asked of it and is not there, or is something else,
 * becomes a {@link DefinitionException}. For one thread.
 */
final class LocatedNode {

    /** Deeper than any definition; a document that nests without end must not end the stack. */
    private static final int DEEPEST = 32;

    private final String source;

    private final int line;

    /** What it is of, for messages. */
    private final String name;

    /** Null unless it is a text, number or boolean. */
    private final @Nullable String scalar;

    /** Null unless it is a list. */
    private final @Nullable List<LocatedNode> items;

    /** Null unless it is an object. */
    private final @Nullable Map<String, LocatedNode> fields;

    private LocatedNode(
            String source,
            int line,
            String name,
            @Nullable String scalar,
            @Nullable List<LocatedNode> items,
            @Nullable Map<String, LocatedNode> fields) {
        this.source = source;
        this.line = line;
        this.name = name;
        this.scalar = scalar;
        this.items = items;
        this.fields = fields;
    }

    /** Reads a document of one object. */
    static LocatedNode parse(String source, String text) {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                throw new DefinitionException(source, 1, "there is nothing in it");
            }
            LocatedNode root = node(source, parser, "the definition", 0);
            if (parser.nextToken() != null) {
                throw new DefinitionException(source, line(parser), "a second document begins here; there may be one");
            }
            return root;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw new DefinitionException(source, line, "this is not YAML: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static int line(JsonParser parser) {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    private static LocatedNode node(String source, JsonParser parser, String name, int depth) throws IOException {
        int line = line(parser);
        if (depth > DEEPEST) {
            throw new DefinitionException(source, line, name + " is nested too deeply");
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, LocatedNode> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                int keyLine = line(parser);
                parser.nextToken();
                if (fields.put(key, node(source, parser, key, depth + 1)) != null) {
                    throw new DefinitionException(source, keyLine, "'" + key + "' stands here a second time");
                }
            }
            return new LocatedNode(source, line, name, null, null, fields);
        }
        if (token == JsonToken.START_ARRAY) {
            List<LocatedNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(source, parser, name, depth + 1));
            }
            return new LocatedNode(source, line, name, null, items, null);
        }
        String scalar = token == JsonToken.VALUE_NULL ? null : parser.getText();
        return new LocatedNode(source, line, name, scalar, null, null);
    }

    /** To be thrown: something is wrong here. */
    DefinitionException wrong(String reason) {
        return new DefinitionException(source, line, reason);
    }

    String name() {
        return name;
    }

    /** A text, number or boolean as it is written. */
    String text() {
        if (scalar == null) {
            throw wrong("'" + name + "' must be a single value");
        }
        return scalar;
    }

    /** A text that may name something. */
    String identifier() {
        String text = text();
        if (!text.matches("[A-Za-z][A-Za-z0-9_]{0,63}")) {
            throw wrong("'" + text
                    + "' is no name: it must begin with a letter and have letters, digits and _ only, 64 at" + " most");
        }
        return text;
    }

    boolean bool() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("'" + name + "' is true or false, not '" + scalar + "'");
        };
    }

    int integer(int least, int most) {
        try {
            int number = Integer.parseInt(text());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw wrong("'" + name + "' must be a whole number from " + least + " to " + most + ", not '" + scalar + "'");
    }

    <E extends Enum<E>> E oneOf(Class<E> type) {
        String text = text();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw wrong("'" + name + "' cannot be '" + text + "'; it can be "
                + Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    List<LocatedNode> list() {
        if (items == null) {
            throw wrong("'" + name + "' must be a list");
        }
        return items;
    }

    /** As {@link #list}, or one item that stands for a list of it. */
    List<LocatedNode> listOrOne() {
        return items == null && fields == null ? List.of(this) : list();
    }

    /** What it has, by names that are the writer's own. */
    Map<String, LocatedNode> entries() {
        if (fields == null) {
            throw wrong("'" + name + "' must have names with something below each");
        }
        return fields;
    }

    /** The names that something starts with, which may be these and no others. */
    LocatedNode only(String... known) {
        for (Map.Entry<String, LocatedNode> each : entries().entrySet()) {
            if (!Arrays.asList(known).contains(each.getKey())) {
                throw each.getValue()
                        .wrong("nobody knows '" + each.getKey() + "' in '" + name + "'; there may be "
                                + String.join(", ", known));
            }
        }
        return this;
    }

    boolean has(String key) {
        LocatedNode field = entries().get(key);
        return field != null && (field.scalar != null || field.items != null || field.fields != null);
    }

    LocatedNode get(String key) {
        LocatedNode field = entries().get(key);
        if (field == null || !has(key)) {
            throw wrong("'" + name + "' lacks '" + key + "'");
        }
        return field;
    }
}
