package dev.stillmap.server.definition;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the fields of events, and finds them by name. For one thread. */
final class FieldsReader {

    private static final int MOST_FIELDS = 256;

    private static final int MOST_DIGITS = 18;

    /** Formats that are no pattern. */
    private static final Set<String> NAMED_FORMATS =
            Set.of(FieldDefinition.ISO, FieldDefinition.MILLIS, FieldDefinition.SECONDS);

    private final Map<String, FieldDefinition> fields = new LinkedHashMap<>();

    FieldsReader(LocatedNode written) {
        for (Map.Entry<String, LocatedNode> each : written.entries().entrySet()) {
            LocatedNode node = each.getValue();
            requireName(node, each.getKey());
            fields.put(each.getKey(), node.has("product") ? product(node) : column(node));
        }
        if (fields.isEmpty() || fields.size() > MOST_FIELDS) {
            throw written.wrong("an event has from 1 to " + MOST_FIELDS + " fields, not " + fields.size());
        }
    }

    static void requireName(LocatedNode node, String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]{0,63}")) {
            throw node.wrong("'" + name
                    + "' is no name: it must begin with a letter and have letters, digits and _ only," + " 64 at most");
        }
    }

    private FieldDefinition column(LocatedNode node) {
        node.only("column", "type", "scale", "optional", "format", "zone");
        FieldType type = node.get("type").oneOf(FieldType.class);
        forbid(node, "scale", type == FieldType.DECIMAL, "a decimal has a scale");
        forbid(node, "format", type == FieldType.TIMESTAMP, "a timestamp has a format");
        forbid(node, "zone", type == FieldType.TIMESTAMP, "a timestamp has a zone");
        String format = type == FieldType.TIMESTAMP ? format(node) : "";
        String column = node.has("column") ? node.get("column").text() : node.name();
        return new FieldDefinition(
                node.name(),
                fields.size(),
                type,
                type == FieldType.DECIMAL ? node.get("scale").integer(0, MOST_DIGITS) : 0,
                column,
                node.has("optional") && node.get("optional").bool(),
                format,
                type == FieldType.TIMESTAMP ? zone(node, format) : "",
                List.of());
    }

    private static void forbid(LocatedNode node, String key, boolean mayHave, String who) {
        if (node.has(key) && !mayHave) {
            throw node.get(key).wrong("'" + node.name() + "' has no '" + key + "': only " + who);
        }
    }

    private static String format(LocatedNode node) {
        if (!node.has("format")) {
            return FieldDefinition.ISO;
        }
        LocatedNode format = node.get("format");
        if (!NAMED_FORMATS.contains(format.text())) {
            try {
                TimestampPattern.of(format.text()).check();
            } catch (IllegalArgumentException | DateTimeException e) {
                throw format.wrong("'" + format.text()
                        + "' is no format: it is iso, millis, seconds or a pattern with a date such as"
                        + " yyyy-MM-dd HH:mm:ss (" + e.getMessage() + ")");
            }
        }
        return format.text();
    }

    private static String zone(LocatedNode node, String format) {
        if (!node.has("zone")) {
            return "UTC";
        }
        LocatedNode zone = node.get("zone");
        if (format.equals(FieldDefinition.MILLIS) || format.equals(FieldDefinition.SECONDS)) {
            throw zone.wrong("'" + node.name() + "' has no 'zone': its " + format + " are the same in all zones");
        }
        try {
            return ZoneId.of(zone.text()).getId();
        } catch (DateTimeException e) {
            throw zone.wrong("'" + zone.text() + "' is no time zone; one is Europe/London or UTC");
        }
    }

    private FieldDefinition product(LocatedNode node) {
        node.only("product");
        List<Integer> factors = new ArrayList<>();
        int scale = 0;
        boolean optional = false;
        for (LocatedNode factor : node.get("product").list()) {
            FieldDefinition field = find(factor);
            if (!field.type().isNumber()) {
                throw factor.wrong("'" + field.name() + "' cannot be multiplied: it is no number");
            }
            factors.add(field.position());
            scale += field.scale();
            optional |= field.optional();
        }
        if (factors.size() < 2) {
            throw node.wrong("'" + node.name() + "' needs two factors or more");
        }
        if (scale > MOST_DIGITS) {
            throw node.wrong("'" + node.name() + "' would have " + scale + " digits behind the point; " + MOST_DIGITS
                    + " are the most");
        }
        FieldType type = scale == 0 ? FieldType.INTEGER : FieldType.DECIMAL;
        return new FieldDefinition(
                node.name(), fields.size(), type, scale, null, optional, "", "", List.copyOf(factors));
    }

    /** The field of that name, which must have been read. */
    FieldDefinition find(LocatedNode name) {
        return find(name, name.text());
    }

    FieldDefinition find(LocatedNode where, String name) {
        @Nullable FieldDefinition field = fields.get(name);
        if (field == null) {
            throw where.wrong("there is no field '" + name + "' "
                    + (fields.isEmpty() ? "before this" : "among " + String.join(", ", fields.keySet())));
        }
        return field;
    }

    List<FieldDefinition> all() {
        return List.copyOf(fields.values());
    }
}
