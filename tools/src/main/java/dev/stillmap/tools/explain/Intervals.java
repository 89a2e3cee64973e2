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

    /** Adds those of the others that overlap with that span. */
    void addOverlapping(Intervals others, long from, long to) {
        others.merge();
        for (int i = others.firstThatEndsAfter(from); i < others.all.size() && others.all.get(i).from < to; i++) {
            add(others.all.get(i).from, others.all.get(i).to);
        }
    }

    private void merge() {
        if (merged) {
            return;
        }
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
        merge();
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
