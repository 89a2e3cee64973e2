package dev.stillmap.server.feature;

import java.util.ArrayList;
import java.util.Comparator;
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

    private final int limit;

    private final int capacity;

    private final Map<String, Count> counts = new HashMap<>();

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
            String rarest = rarest();
            // Never null: it has just been found there.
            long count = counts.getOrDefault(rarest, new Count(0, 0)).count;
            counts.remove(rarest);
            before = new Count(count, count);
        }
        counts.put(value, (before == null ? new Count(0, 0) : before).plus(1, 0));
    }

    private String rarest() {
        String rarest = "";
        long least = Long.MAX_VALUE;
        for (Map.Entry<String, Count> entry : counts.entrySet()) {
            if (entry.getValue().count < least) {
                least = entry.getValue().count;
                rarest = entry.getKey();
            }
        }
        return rarest;
    }

    /** What an item that is not here may have had. */
    private long unseen() {
        return counts.size() < capacity
                ? 0
                : counts.values().stream().mapToLong(Count::count).min().orElse(0);
    }

    @Override
    public void addAll(Sketch other) {
        TopSketch that = (TopSketch) other;
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
}
