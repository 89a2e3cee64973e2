package dev.stillmap.bench.harness;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Keys and values in one plain array, each pair put once: as little as a collector can be given to mark. */
final class EntryArray extends AbstractMap<Object, Object> {
    private final Object[] pairs;
    private int used;

    EntryArray(int entries) {
        pairs = new Object[2 * entries];
    }

    @Override
    public Object put(Object key, Object value) {
        pairs[used++] = key;
        pairs[used++] = value;
        return null;
    }

    @Override
    public int size() {
        return used / 2;
    }

    @Override
    public Set<Map.Entry<Object, Object>> entrySet() {
        var copy = new HashMap<Object, Object>();
        for (int i = 0; i < used; i += 2) {
            copy.put(pairs[i], pairs[i + 1]);
        }
        return copy.entrySet();
    }
}
