package dev.stillmap.server.query;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.FeatureDefinition;
import dev.stillmap.server.feature.FeatureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something of an entity that may be asked for: its key or a feature. Immutable.
 *
 * @param name what it is called
 * @param feature the place of the feature; {@link #KEY} for the key
 * @param kind what its values are
 */
record Column(String name, int feature, Kind kind) {

    static final int KEY = -1;

    /** What values may be. */
    enum Kind {
        NUMBER,
        TEXT,
        MOMENT,
        BOOLEAN,
        /** Several values in one: cannot be compared. */
        NESTED
    }

    @Nullable
    Object of(Row row, FeatureSet features, long now) {
        return feature == KEY ? row.key() : features.value(row.state(), feature, now);
    }

    /** The key, then all features. */
    static List<Column> all(Definition definition, FeatureSet features) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("key", KEY, Kind.TEXT));
        List<FeatureDefinition> definitions = features.definitions();
        for (int i = 0; i < definitions.size(); i++) {
            columns.add(new Column(definitions.get(i).name(), i, kind(definition, definitions.get(i))));
        }
        return columns;
    }

    private static Kind kind(Definition definition, FeatureDefinition feature) {
        return switch (feature.kind()) {
            case COUNT, SUM, MEAN, STDDEV, EWMA, DISTINCT -> Kind.NUMBER;
            case QUANTILES, TOP -> Kind.NESTED;
            case MIN, MAX, LAST, FIRST ->
                switch (definition.input().fields().get(feature.field()).type()) {
                    case STRING -> Kind.TEXT;
                    case INTEGER, DECIMAL -> Kind.NUMBER;
                    case TIMESTAMP -> Kind.MOMENT;
                    case BOOLEAN -> Kind.BOOLEAN;
                };
        };
    }

    static Column find(List<Column> columns, String name) {
        for (Column column : columns) {
            if (column.name.equals(name)) {
                return column;
            }
        }
        throw new QueryException("there is no '" + name + "' among "
                + columns.stream().map(Column::name).collect(Collectors.joining(", ")));
    }
}
