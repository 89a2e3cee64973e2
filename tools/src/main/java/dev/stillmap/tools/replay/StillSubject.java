package dev.stillmap.tools.replay;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationOrder;
import dev.stillmap.StillMap;
import dev.stillmap.stats.MapInternals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The concurrent map, iterated under its weakest contract. */
final class StillSubject implements Subject {

    private static final int SLOTS = 8;

    /** An iteration and what it has met. */
    private static final class Walk {

        private final Iteration<Object, String> each;

        private final List<Map.Entry<Object, String>> met = new ArrayList<>();

        private boolean ended;

        Walk(Iteration<Object, String> each) {
            this.each = each;
        }

        Map.Entry<Object, String> last() {
            return met.get(met.size() - 1);
        }
    }

    private final StillMap<Object, String> map = new StillMap<>();

    private final IterationOrder order;

    private final Map<String, Walk> iterations = new LinkedHashMap<>();

    StillSubject(Script script) {
        order = script.setting("order").equals("ascending")
                ? IterationOrder.ascending()
                : IterationOrder.seeded(Long.parseLong(script.setting("seed")));
    }

    @Override
    public Map<Object, String> map() {
        return map;
    }

    @Override
    public void iterate(String name) {
        iterations.put(name, new Walk(map.iterate(IterationContract.LIVE, order)));
    }

    @Override
    public boolean next(String name) {
        Walk walk = iterations.get(name);
        walk.ended |= !walk.each.hasNext();
        if (!walk.ended) {
            walk.met.add(walk.each.next());
        }
        return !walk.ended;
    }

    @Override
    public String reached(String name) {
        return iterations.get(name).last().toString().replace("=", " = ");
    }

    @Override
    public String remove(String name) {
        Walk walk = iterations.get(name);
        boolean removed = walk.each.tryRemove();
        return removed ? name + " removed " + walk.last().getKey() : walk.last().getKey() + " had changed, and stays";
    }

    @Override
    public void verify() {
        map.verify();
    }

    @Override
    public List<String> buckets(int most) {
        MapInternals now = map.internals();
        List<String> lines = new ArrayList<>();
        for (int t = 0; t < now.tables().size(); t++) {
            MapInternals.Table table = now.tables().get(t);
            int length = table.buckets().size();
            String moved = now.tables().size() == 1 ? "" : ", " + table.moved() + " moved to the next table";
            lines.add((t == 0
                            ? "count = " + now.entries() + ", epoch = " + now.epoch() + ", buckets = "
                            : "next table, buckets = ")
                    + length
                    + moved);
            for (int i = 0; i < Math.min(most, length); i++) {
                lines.add(
                        String.format("bucket %2d  %s", i, draw(table.buckets().get(i))));
            }
            if (length > most) {
                lines.add("bucket ..  " + (length - most) + " more");
            }
        }
        return lines;
    }

    @Override
    public List<String> iterations() {
        List<String> lines = new ArrayList<>();
        iterations.forEach((name, walk) ->
                lines.add(name + ": has met " + walk.met.size() + (walk.ended ? ", and has ended" : "")));
        return lines;
    }

    private static String draw(MapInternals.Bucket bucket) {
        if (bucket.moved()) {
            return "moved";
        }
        List<String> keys = bucket.entries().stream()
                .map(entry -> String.valueOf(entry.getKey()))
                .collect(Collectors.toList());
        while (keys.size() < SLOTS) {
            keys.add(".");
        }
        String slots = String.join(" ", keys.subList(0, SLOTS));
        return keys.size() == SLOTS ? slots : slots + " + " + String.join(" ", keys.subList(SLOTS, keys.size()));
    }
}
