package dev.stillmap.tools.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Spans of time, in nanoseconds of one clock; what several of them cover counts once. For one thread. */
final class Intervals {

    private record Interval(long from, long to) {}

    private List<Interval> all = new ArrayList<>();

    /** Whether {@link #all} is in order and without overlaps. */
    private boolean merged = true;

    void add(long from, long to) {
        all.add(new Interval(from, to));
        merged = false;
    }

    void addAll(Intervals others) {
        all.addAll(others.all);
        merged = false;
    }

    private void merge() {
        all.sort(Comparator.comparingLong(Interval::from));
        List<Interval> apart = new ArrayList<>();
        for (Interval next : all) {
            int last = apart.size() - 1;
            if (last >= 0 && next.from <= apart.get(last).to) {
                Interval before = apart.get(last);
                apart.set(last, new Interval(before.from, Math.max(before.to, next.to)));
            } else {
                apart.add(next);
            }
        }
        all = apart;
        merged = true;
    }

    /** How much of that span they cover. O(log n), and what overlaps with it. */
    long covered(long from, long to) {
        if (!merged) {
            merge();
        }
        long covered = 0;
        for (int i = firstThatEndsAfter(from); i < all.size() && all.get(i).from < to; i++) {
            Interval each = all.get(i);
            covered += Math.min(each.to, to) - Math.max(each.from, from);
        }
        return covered;
    }

    private int firstThatEndsAfter(long from) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).to <= from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
