package dev.stillmap.server.definition;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a definition from YAML, of which JSON is a part. {@code definition.schema.json} says the same for editors. Whatever
 * is wrong becomes a {@link DefinitionException} with the line, and nothing else. Thread-safe.
 */
public final class DefinitionReader {

    /** Parts of a window that are kept for each entity; more would be a mistake, or too dear. */
    private static final int MOST_PANES = 1_000;

    /** Values of a top. */
    private static final int MOST_SHOWN = 100;

    private static final int MOST_QUANTILES = 20;

    private static final Duration NO_TIME = Duration.ZERO;

    /** Clocks differ, and zones are mistaken. */
    private static final Duration USUAL_FUTURE = Duration.ofDays(1);

    private static final char COMMA = ',';

    private final LocatedNode root;

    private final FieldsReader fields;

    private final Map<String, EntityDefinition> entities = new LinkedHashMap<>();

    private DefinitionReader(LocatedNode root) {
        this.root = root.only("name", "input", "entities", "features");
        this.fields = new FieldsReader(root.get("input").get("fields"));
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return what it says
     * @throws DefinitionException if that makes no sense
     * @throws IOException if it cannot be read
     */
    public static Definition read(Path file) throws IOException {
        try {
            return read(file.toString(), Files.readString(file));
        } catch (MalformedInputException e) {
            throw new DefinitionException(file.toString(), 1, "this is not UTF-8");
        }
    }

    /**
     * Reads a text.
     *
     * @param source what messages call it
     * @param text the text
     * @return what it says
     * @throws DefinitionException if that makes no sense
     */
    public static Definition read(String source, String text) {
        return new DefinitionReader(LocatedNode.parse(source, text)).definition();
    }

    private Definition definition() {
        InputDefinition input = input(root.get("input"));
        LocatedNode types = root.get("entities");
        for (LocatedNode type : types.entries().values()) {
            entities.put(type.name(), entity(type));
        }
        if (entities.isEmpty()) {
            throw types.wrong("there must be an entity to keep features of");
        }
        List<FeatureDefinition> features = new ArrayList<>();
        LocatedNode written = root.get("features");
        for (LocatedNode feature : written.entries().values()) {
            features.add(feature(feature));
        }
        if (features.isEmpty()) {
            throw written.wrong("there must be a feature");
        }
        return new Definition(
                root.get("name").identifier(), input, List.copyOf(entities.values()), List.copyOf(features));
    }

    private InputDefinition input(LocatedNode node) {
        node.only("format", "delimiter", "fields", "time", "lateness", "future");
        InputDefinition.Format format = node.get("format").oneOf(InputDefinition.Format.class);
        char delimiter = COMMA;
        if (node.has("delimiter")) {
            LocatedNode written = node.get("delimiter");
            if (format != InputDefinition.Format.CSV
                    || written.text().length() != 1
                    || "\"\r\n".contains(written.text())) {
                throw written.wrong("'delimiter' is one character between the columns of CSV, and no quote");
            }
            delimiter = written.text().charAt(0);
        }
        LocatedNode time = node.get("time");
        FieldDefinition moment = fields.find(time);
        if (moment.type() != FieldType.TIMESTAMP || moment.optional()) {
            throw time.wrong("'" + moment.name() + "' cannot be the time of events: that is a timestamp that each has");
        }
        Duration lateness = node.has("lateness") ? Durations.parse(node.get("lateness")) : null;
        Duration future = node.has("future") ? Durations.parse(node.get("future")) : USUAL_FUTURE;
        return new InputDefinition(format, delimiter, fields.all(), moment.position(), lateness, future);
    }

    private EntityDefinition entity(LocatedNode node) {
        FieldsReader.requireName(node, node.name());
        node.only("key", "none");
        List<Integer> key = new ArrayList<>();
        boolean mayLack = false;
        for (LocatedNode part : node.get("key").listOrOne()) {
            FieldDefinition field = fields.find(part);
            if (key.contains(field.position())) {
                throw part.wrong("'" + field.name() + "' is in this key already");
            }
            key.add(field.position());
            mayLack |= field.optional();
        }
        if (key.isEmpty()) {
            throw node.wrong("'" + node.name() + "' needs a field as its key");
        }
        String none = node.has("none") ? node.get("none").text() : null;
        if (mayLack && none == null) {
            throw node.wrong("'" + node.name()
                    + "' has a key that events may lack: say by 'none' under which key these are" + " kept");
        }
        if (none != null && none.isEmpty()) {
            throw node.get("none").wrong("'none' is a key, and a key is not empty");
        }
        if (!mayLack && none != null) {
            throw node.get("none").wrong("'none' is never used: all fields of this key are there in each event");
        }
        return new EntityDefinition(node.name(), entities.size(), List.copyOf(key), none);
    }

    private FeatureDefinition feature(LocatedNode node) {
        FieldsReader.requireName(node, node.name());
        if (node.name().equals("key")) {
            throw node.wrong("'key' is what the key of an entity is called: call this feature something else");
        }
        node.only("kind", "field", "where", "window", "half_life", "at", "limit", "entities");
        FeatureKind kind = node.get("kind").oneOf(FeatureKind.class);
        List<Condition> where = new ArrayList<>();
        if (node.has("where")) {
            node.get("where").listOrOne().forEach(condition -> where.add(ConditionReader.read(condition, fields)));
        }
        only(node, kind, FeatureKind.EWMA, "half_life");
        only(node, kind, FeatureKind.QUANTILES, "at");
        only(node, kind, FeatureKind.TOP, "limit");
        if (kind == FeatureKind.EWMA && node.has("window")) {
            throw node.get("window").wrong("an ewma has no window: it forgets by its half-life");
        }
        return new FeatureDefinition(
                node.name(),
                kind,
                field(node, kind),
                List.copyOf(where),
                node.has("window") ? window(node.get("window")) : null,
                kind == FeatureKind.EWMA ? Durations.positive(node.get("half_life")) : NO_TIME,
                kind == FeatureKind.QUANTILES ? quantiles(node.get("at")) : List.of(),
                kind == FeatureKind.TOP ? node.get("limit").integer(1, MOST_SHOWN) : 0,
                kept(node));
    }

    private static List<String> quantiles(LocatedNode node) {
        List<String> quantiles = new ArrayList<>();
        Set<Double> values = new HashSet<>();
        for (LocatedNode quantile : node.listOrOne()) {
            if (!quantile.text().matches("0(\\.\\d{1,9})?|1(\\.0{1,9})?")) {
                throw quantile.wrong("a quantile is a number from 0 to 1 such as 0.95, not '" + quantile.text() + "'");
            }
            if (!values.add(Double.parseDouble(quantile.text()))) {
                throw quantile.wrong(quantile.text() + " is here already");
            }
            quantiles.add(quantile.text());
        }
        if (quantiles.isEmpty() || quantiles.size() > MOST_QUANTILES) {
            throw node.wrong("there are from 1 to " + MOST_QUANTILES + " quantiles, not " + quantiles.size());
        }
        return List.copyOf(quantiles);
    }

    private static void only(LocatedNode node, FeatureKind kind, FeatureKind owner, String key) {
        if (kind != owner && node.has(key)) {
            throw node.get(key)
                    .wrong("'" + node.name() + "' has no '" + key + "': that is for the kind "
                            + owner.name().toLowerCase(Locale.ROOT));
        }
    }

    private int field(LocatedNode node, FeatureKind kind) {
        if (!kind.needsField()) {
            if (node.has("field")) {
                throw node.get("field").wrong("a count is of events, not of a field; leave 'field' out");
            }
            return -1;
        }
        LocatedNode name = node.get("field");
        FieldDefinition field = fields.find(name);
        boolean fits = kind.needsNumber()
                ? field.type().isNumber()
                : !kind.needsOrder() || field.type().isNumber() || field.type() == FieldType.TIMESTAMP;
        if (!fits) {
            throw name.wrong(
                    "'" + field.name() + "' is a " + field.type().name().toLowerCase(Locale.ROOT)
                            + ", of which there is no " + kind.name().toLowerCase(Locale.ROOT));
        }
        return field.position();
    }

    private static @Nullable WindowDefinition window(LocatedNode node) {
        node.only("size", "slide");
        Duration size = Durations.positive(node.get("size"));
        Duration slide = node.has("slide") ? Durations.positive(node.get("slide")) : size;
        if (size.toMillis() % slide.toMillis() != 0 || slide.compareTo(size) > 0) {
            throw node.wrong("the slide of a window must divide its size: a window of 1h may slide by 5m");
        }
        if (size.toMillis() / slide.toMillis() > MOST_PANES) {
            throw node.wrong("this window has " + size.toMillis() / slide.toMillis() + " parts for each entity; "
                    + MOST_PANES + " are the most");
        }
        return new WindowDefinition(size, slide);
    }

    private List<Integer> kept(LocatedNode node) {
        if (!node.has("entities")) {
            return entities.values().stream().map(EntityDefinition::position).toList();
        }
        List<Integer> kept = new ArrayList<>();
        for (LocatedNode name : node.get("entities").listOrOne()) {
            EntityDefinition entity = entities.get(name.text());
            if (entity == null) {
                throw name.wrong(
                        "there is no entity '" + name.text() + "' among " + String.join(", ", entities.keySet()));
            }
            if (kept.contains(entity.position())) {
                throw name.wrong("'" + name.text() + "' is here already");
            }
            kept.add(entity.position());
        }
        return List.copyOf(kept);
    }
}
