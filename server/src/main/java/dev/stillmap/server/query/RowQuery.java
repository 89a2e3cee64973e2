package dev.stillmap.server.query;

import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.feature.EntityState;
import dev.stillmap.server.feature.FeatureSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which entities of one type of a snapshot, what of each, and in which order. Immutable; the snapshot has to stay open while
 * it is read.
 */
public final class RowQuery {

    private final EngineSnapshot snapshot;

    private final String type;

    private final FeatureSet features;

    private final List<Condition> conditions = new ArrayList<>();

    private final List<Column> selected;

    private final List<Sort> order = new ArrayList<>();

    private record Sort(Column column, boolean descending) {}

    /** A row with what it is ordered by. */
    private record Sorted(Row row, List<@Nullable Object> values) {}

    /**
     * Reads a question.
     *
     * @param snapshot what is asked
     * @param type the name of a type of entity
     * @param where conditions, all of which have to hold: {@code lines >= 3}
     * @param select names of features with commas between them; null for all
     * @param order names of features, or {@code key}, with commas between them, a {@code -} before those whose largest come
     *     first; null for no order
     * @throws QueryException if it makes no sense
     * @throws IllegalArgumentException if there is no such type
     */
    public RowQuery(
            EngineSnapshot snapshot, String type, List<String> where, @Nullable String select, @Nullable String order) {
        this.snapshot = snapshot;
        this.type = type;
        this.features = snapshot.features(type);
        List<Column> columns = Column.all(snapshot.definition(), features);
        where.forEach(condition -> conditions.add(Condition.parse(condition, columns)));
        selected = select == null ? columns.subList(1, columns.size()) : select(select, columns);
        if (order != null) {
            for (String name : names(order)) {
                boolean descending = name.startsWith("-");
                Column column = Column.find(columns, descending ? name.substring(1) : name);
                if (column.kind() == Column.Kind.NESTED) {
                    throw new QueryException("'" + column.name() + "' is several values in one and has no order");
                }
                this.order.add(new Sort(column, descending));
            }
        }
    }

    private static List<Column> select(String select, List<Column> columns) {
        List<Column> selected = new ArrayList<>();
        for (String name : names(select)) {
            Column column = Column.find(columns, name);
            if (selected.contains(column)) {
                throw new QueryException("'" + name + "' is selected twice");
            }
            if (column.feature() != Column.KEY) {
                selected.add(column);
            }
        }
        return selected;
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    }

    /**
     * The names of what is asked for, without the key.
     *
     * @return names of features, in the order they were asked for
     */
    public List<String> selected() {
        return selected.stream().map(Column::name).toList();
    }

    /**
     * What is asked of one entity.
     *
     * @param row the entity
     * @return values by name, as {@link FeatureSet#values}
     */
    public Map<String, @Nullable Object> values(Row row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Column column : selected) {
            values.put(column.name(), column.of(row, features, snapshot.now()));
        }
        return values;
    }

    /**
     * All of them, in no particular order. O(entities), and no memory.
     *
     * @param action takes each
     */
    public void forEach(Consumer<Row> action) {
        snapshot.forEach(type, (key, state) -> {
            Row row = new Row(key, state);
            if (matches(row)) {
                action.accept(row);
            }
        });
    }

    private boolean matches(Row row) {
        for (Condition condition : conditions) {
            if (!condition.holds(condition.column().of(row, features, snapshot.now()))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The next of them in order, those that are equal in it ordered by their keys. O(entities), and memory for the page.
     *
     * @param size how many at most
     * @param after the key of the entity after which they begin; null for the first
     * @return the page, which is full unless it is the last
     * @throws QueryException if there is no entity of that key
     */
    public List<Row> page(int size, @Nullable String after) {
        @Nullable Sorted last = null;
        if (after != null) {
            EntityState state = snapshot.state(type, after);
            if (state == null) {
                throw new QueryException("the cursor is of another snapshot, or of another type");
            }
            last = sorted(new Row(after, state));
        }
        // The head is the last of the page, which gives way.
        PriorityQueue<Sorted> page = new PriorityQueue<>(Collections.reverseOrder(this::compare));
        Sorted beginning = last;
        forEach(row -> {
            Sorted sorted = sorted(row);
            if (beginning == null || compare(sorted, beginning) > 0) {
                if (page.size() < size) {
                    page.add(sorted);
                } else if (compare(sorted, page.element()) < 0) {
                    page.remove();
                    page.add(sorted);
                }
            }
        });
        List<Sorted> rows = new ArrayList<>(page);
        rows.sort(this::compare);
        return rows.stream().map(Sorted::row).toList();
    }

    private Sorted sorted(Row row) {
        List<@Nullable Object> values = new ArrayList<>(order.size());
        for (Sort sort : order) {
            values.add(sort.column.of(row, features, snapshot.now()));
        }
        return new Sorted(row, values);
    }

    private int compare(Sorted left, Sorted right) {
        for (int i = 0; i < order.size(); i++) {
            int compared = Values.compare(left.values.get(i), right.values.get(i), order.get(i).descending);
            if (compared != 0) {
                return compared;
            }
        }
        return left.row.key().compareTo(right.row.key());
    }
}
