package dev.stillmap.tools.diff;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.stillmap.stats.MapOutline;
import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.Watched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads what {@code internals().dump(path)} has written: docs/internals.schema.json is its schema. */
final class OutlineReader {

    private static final String FORMAT = "stillmap-internals";

    private static final int VERSION = 1;

    private static final int MOVED = 1;

    private static final int RESERVED = 2;

    private static final int CHAIN_FIELDS = 4;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;

    private OutlineReader(Path file) {
        this.file = file;
    }

    static MapOutline read(Path file) {
        return new OutlineReader(file).read();
    }

    private MapOutline read() {
        try {
            JsonNode root = JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
            if (!FORMAT.equals(root.path("format").asText())
                    || root.path("version").asInt() != VERSION) {
                throw refused("it is JSON, but not of the format " + FORMAT + ", version " + VERSION);
            }
            JsonNode seed = field(root, "seed");
            return new MapOutline(
                    text(root, "map"),
                    text(root, "kind"),
                    number(root, "entries"),
                    number(root, "epoch"),
                    seed.isNull() ? null : whole(seed, "seed"),
                    each(root, "tables", this::table),
                    each(root, "snapshots", this::snapshot),
                    each(root, "iterations", this::iteration));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (JacksonException e) {
            throw refused("it is no JSON: " + e.getOriginalMessage() + ", line "
                    + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()));
        } catch (IOException e) {
            throw refused("it cannot be read: " + e);
        }
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(file + ": " + why + ". A dump is made by map.internals().dump(path)");
    }

    private interface Element<T> {
        T of(JsonNode node);
    }

    private <T> List<T> each(JsonNode parent, String name, Element<T> element) {
        JsonNode array = field(parent, name);
        if (!array.isArray()) {
            throw refused("'" + name + "' is no list");
        }
        List<T> elements = new ArrayList<>(array.size());
        array.forEach(node -> elements.add(element.of(node)));
        return List.copyOf(elements);
    }

    private MapOutline.Table table(JsonNode node) {
        List<MapOutline.Chain> chains = each(node, "chains", this::chain);
        if (number(node, "buckets") != chains.size()) {
            throw refused("a table of " + number(node, "buckets") + " buckets has " + chains.size() + " chains");
        }
        return new MapOutline.Table((int) number(node, "moved"), chains);
    }

    private MapOutline.Chain chain(JsonNode node) {
        if (!node.isArray() || node.size() != CHAIN_FIELDS) {
            throw refused("a chain is no list of " + CHAIN_FIELDS + " numbers");
        }
        int flags = (int) whole(node.get(2), "flags");
        return new MapOutline.Chain(
                (int) whole(node.get(0), "load"),
                (int) whole(node.get(1), "overflow"),
                (flags & MOVED) != 0,
                (flags & RESERVED) != 0,
                whole(node.get(3), "stamp"));
    }

    private MapOutline.Snapshot snapshot(JsonNode node) {
        return new MapOutline.Snapshot(
                number(node, "cut"), (int) number(node, "buckets"), number(node, "retainedBytes"));
    }

    private MapOutline.Iteration iteration(JsonNode node) {
        return new MapOutline.Iteration(
                number(node, "id"),
                constant(Watched.class, text(node, "watched")),
                text(node, "contract"),
                constant(IterationState.class, text(node, "state")),
                (int) number(node, "bucket"),
                (int) number(node, "slot"),
                (int) number(node, "buckets"));
    }

    private <E extends Enum<E>> E constant(Class<E> type, String name) {
        for (E constant : Objects.requireNonNull(type.getEnumConstants())) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw refused("'" + name + "' is no " + type.getSimpleName());
    }

    private JsonNode field(JsonNode parent, String name) {
        JsonNode node = parent.get(name);
        if (node == null) {
            throw refused("'" + name + "' is missing");
        }
        return node;
    }

    private String text(JsonNode parent, String name) {
        JsonNode node = field(parent, name);
        if (!node.isTextual()) {
            throw refused("'" + name + "' is no text");
        }
        return node.asText();
    }

    private long number(JsonNode parent, String name) {
        return whole(field(parent, name), name);
    }

    private long whole(JsonNode node, String name) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw refused("'" + name + "' is no whole number");
        }
        return node.asLong();
    }
}
