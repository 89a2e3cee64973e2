package dev.stillmap.server.feature;

import dev.stillmap.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The most frequent items, which are {@link String}s, by Space-Saving (Metwally et al. 2005; merged as by Agarwal et al.
 * 2012): a count for so many of them. A further item takes the place of the rarest, with its count as the error. A count is
 * never too low, and too high by its error at most, which is at most the number of items by the number of counts.
 */
final class TopSketch implements Sketch {

    private static final int COUNTS_PER_SHOWN = 10;

    private static final Count NONE = new Count(0, 0);

    private final int limit;

    private final int capacity;

    private final Map<String, Count> counts = new HashMap<>();

    /** Of these some have the least count; all others count more. */
    private final Deque<String> rarest = new ArrayDeque<>();

    private long least;

    /** Immutable, so that copies may share them. */
    private record Count(long count, long error) {

        Count plus(long times, long uncertain) {
            return new Count(count + times, error + uncertain);
        }
    }

    TopSketch(int limit) {
        this.limit = limit;
        this.capacity = limit * COUNTS_PER_SHOWN;
    }

    @Override
    public void add(Object item) {
        String value = (String) item;
        Count before = counts.get(value);
        if (before == null && counts.size() == capacity) {
            long count = removeRarest();
            before = new Count(count, count);
        }
        counts.put(value, (before == null ? NONE : before).plus(1, 0));
    }

    /**
     * Takes a rarest item out. All of the least count are looked for together: what comes instead counts more, so the least
     * has risen when they are used up. It rises at most as often as there were items for each count: O(1), amortised.
     */
    private long removeRarest() {
        while (true) {
            String item = rarest.poll();
            if (item == null) {
                least = least();
                counts.forEach((each, count) -> {
                    if (count.count == least) {
                        rarest.add(each);
                    }
                });
            } else if (counts.getOrDefault(item, NONE).count == least) {
                counts.remove(item);
                return least;
            }
        }
    }

    private long least() {
        return counts.values().stream().mapToLong(Count::count).min().orElse(0);
    }

    /** What an item that is not here may have had. */
    private long unseen() {
        return counts.size() < capacity ? 0 : least();
    }

    @Override
    public void addAll(Sketch other) {
        TopSketch that = (TopSketch) other;
        rarest.clear();
        long unseenHere = unseen();
        long unseenThere = that.unseen();
        counts.replaceAll((item, count) -> {
            Count there = that.counts.get(item);
            return there == null ? count.plus(unseenThere, unseenThere) : count.plus(there.count, there.error);
        });
        that.counts.forEach((item, count) -> counts.putIfAbsent(item, count.plus(unseenHere, unseenHere)));
        if (counts.size() > capacity) {
            List<Map.Entry<String, Count>> kept = mostFrequent(capacity);
            counts.clear();
            kept.forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        }
    }

    private List<Map.Entry<String, Count>> mostFrequent(int most) {
        List<Map.Entry<String, Count>> all = new ArrayList<>();
        counts.forEach((item, count) -> all.add(Map.entry(item, count)));
        all.sort(Comparator.comparingLong((Map.Entry<String, Count> entry) -> -entry.getValue().count)
                .thenComparing(Map.Entry::getKey));
        return all.subList(0, Math.min(most, all.size()));
    }

    @Override
    public Sketch copy() {
        TopSketch copy = new TopSketch(limit);
        copy.counts.putAll(counts);
        return copy;
    }

    @Override
    public Object value() {
        List<Object> shown = new ArrayList<>();
        for (Map.Entry<String, Count> entry : mostFrequent(limit)) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("value", entry.getKey());
            one.put("count", entry.getValue().count);
            one.put("error", entry.getValue().error);
            shown.add(one);
        }
        return shown;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(counts.size());
        for (Map.Entry<String, Count> entry : counts.entrySet()) {
            Codec.strings().write(entry.getKey(), out);
            out.writeLong(entry.getValue().count);
            out.writeLong(entry.getValue().error);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > capacity) {
            throw new IOException(size + " counts where " + capacity + " are the most");
        }
        for (int i = 0; i < size; i++) {
            counts.put(Codec.strings().read(in), new Count(in.readLong(), in.readLong()));
        }
    }

    @Override
    public void writeItem(Object item, DataOutput out) throws IOException {
        Codec.strings().write((String) item, out);
    }

    @Override
    public Object readItem(DataInput in) throws IOException {
        return Codec.strings().read(in);
    }
}
