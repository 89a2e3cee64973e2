package dev.stillmap.tools.replay;

import dev.stillmap.classic.GoIterator;
import dev.stillmap.classic.GoIteratorState;
import dev.stillmap.classic.GoMap;
import dev.stillmap.classic.GoMapInternals;
import dev.stillmap.classic.GoOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Go's map. */
final class GoSubject implements Subject {

    private static final int CELLS = 8;

    private final GoMap<Object, String> map;

    private final Map<String, GoIterator<Object, String>> iterations = new LinkedHashMap<>();

    GoSubject(Script script) {
        GoMap.Builder builder = GoMap.builder().seed(Long.parseLong(script.setting("seed")));
        if (script.isGo("equality")) {
            builder.goEquality();
        }
        if (script.setting("order").equals("ascending")) {
            builder.order(GoOrder.ascending());
        }
        map = builder.build();
    }

    @Override
    public Map<Object, String> map() {
        return map;
    }

    @Override
    public void iterate(String name) {
        iterations.put(name, map.iterate());
    }

    @Override
    public boolean next(String name) {
        GoIterator<Object, String> each = iterations.get(name);
        return !each.state().ended() && each.advance();
    }

    @Override
    public String reached(String name) {
        GoIterator<Object, String> each = iterations.get(name);
        return each.key() + " = " + each.value();
    }

    @Override
    public String remove(String name) {
        GoIterator<Object, String> each = iterations.get(name);
        Object key = each.key();
        each.remove();
        return name + " removed " + key;
    }

    @Override
    public void verify() {
        map.verify();
    }

    @Override
    public List<String> buckets(int most) {
        GoMapInternals now = map.internals();
        List<String> lines = new ArrayList<>();
        lines.add("count = " + now.count() + ", B = " + now.log() + ", overflow buckets = " + now.overflows()
                + growth(now));
        draw("bucket", now.buckets(), most, lines);
        draw("old", now.oldBuckets(), most, lines);
        return lines;
    }

    @Override
    public List<String> iterations() {
        List<String> lines = new ArrayList<>();
        iterations.forEach((name, each) -> lines.add(name + ": " + describe(each.state())));
        return lines;
    }

    private static String growth(GoMapInternals now) {
        if (!now.growing()) {
            return "";
        }
        long moved = now.oldBuckets().stream()
                .filter(GoMapInternals.Chain::evacuated)
                .count();
        return ", growing" + (now.sameSize() ? " to the same size" : "") + ": " + moved + " of "
                + now.oldBuckets().size() + " old buckets moved";
    }

    private static void draw(String label, List<GoMapInternals.Chain> chains, int most, List<String> lines) {
        for (int i = 0; i < Math.min(most, chains.size()); i++) {
            GoMapInternals.Chain chain = chains.get(i);
            var cells = new StringBuilder();
            for (int cell = 0; cell < chain.cells().size(); cell++) {
                cells.append(cell == 0 ? "" : cell % CELLS == 0 ? " + " : " ")
                        .append(draw(chain.cells().get(cell)));
            }
            String content = chain.cells().isEmpty() ? chain.evacuated() ? "moved" : "none" : cells.toString();
            lines.add(String.format("%6s %2d  %s", label, i, content));
        }
        if (chains.size() > most) {
            lines.add(String.format("%6s ..  %d more", label, chains.size() - most));
        }
    }

    private static String draw(GoMapInternals.Cell cell) {
        return switch (cell.state()) {
            case EMPTY_REST -> ".";
            case EMPTY_ONE -> "_";
            case EVACUATED_EMPTY -> "~";
            case EVACUATED_X -> "<" + cell.key();
            case EVACUATED_Y -> ">" + cell.key();
            case FULL -> String.valueOf(cell.key());
        };
    }

    private static String describe(GoIteratorState state) {
        if (state.ended()) {
            return "ended";
        }
        if (!state.started()) {
            return "not begun";
        }
        int buckets = 1 << state.log();
        String array = (state.current() ? "the array of B = " : "the replaced array of B = ") + state.log();
        int bucket = Math.floorMod(state.nextBucket() - 1, buckets);
        String place = state.cellsDone() == 0
                ? "before bucket " + state.nextBucket()
                : "in bucket " + bucket + ", " + state.cellsDone() + " of " + CELLS + " cells done";
        return "walks " + array + " from bucket " + state.startBucket() + ", cell " + state.offset() + "; " + place
                + (state.wrapped() ? "; has come round" : "")
                + (state.checkBucket() < 0
                        ? ""
                        : "; reads the old chain, and of it only what goes to bucket " + state.checkBucket());
    }
}
