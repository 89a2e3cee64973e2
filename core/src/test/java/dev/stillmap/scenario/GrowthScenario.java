package dev.stillmap.scenario;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A map grows from one bucket, and may shrink again, under its readers. Keys that stay are found by every read and met
 * exactly once by every iteration, keys that come and go at most once, and a snapshot holds exactly the first so many
 * keys of each inserting thread.
 */
public final class GrowthScenario extends Scenario {
    private static final int STAYING = 40;
    private static final int PER_WRITER = 6_000;

    public static void main(String[] args) throws Exception {
        main(new GrowthScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(random).run();
    }

    private static final class Round {
        private final Crew crew = new Crew();
        private final StillMap<Key, Integer> map = new StillMap<>();
        private final Key[] staying;
        private final Key[][] coming = new Key[2][];
        private final AtomicIntegerArray inserted = new AtomicIntegerArray(2);
        private final boolean shrink;

        Round(Random random) {
            staying = Key.range(1 + random.nextInt(STAYING), Hashing.any(random));
            shrink = random.nextBoolean();
            for (Key key : staying) {
                map.put(key, key.id());
            }
            for (int i = 0; i < 2; i++) {
                int writer = i;
                int first = STAYING + i * PER_WRITER;
                coming[i] = Key.range(first, first + PER_WRITER, Hashing.spreading(random));
                crew.lead("writer " + i, () -> write(writer));
            }
            crew.follow("get", this::get);
            switch (random.nextInt(4)) {
                case 0 -> crew.follow("iterator", () -> check(map.entrySet().iterator()));
                case 1 -> crew.follow("iterate", this::iterate);
                case 2 -> crew.follow("spliterator", this::split);
                default -> crew.follow("snapshot", this::snapshot);
            }
        }

        String run() throws InterruptedException {
            String violation = crew.run();
            if (violation == null) {
                map.verify();
                check(map.entrySet().iterator());
                int size = staying.length + (shrink ? 0 : 2 * PER_WRITER);
                if (map.size() != size) {
                    crew.violated("size " + map.size() + " instead of " + size);
                }
            }
            return crew.violation();
        }

        private void write(int writer) {
            Key[] keys = coming[writer];
            for (int i = 0; i < keys.length && !crew.stopped(); i++) {
                inserted.setRelease(writer, i + 1);
                if (map.put(keys[i], keys[i].id()) != null) {
                    crew.violated("the first put of " + keys[i] + " found a value");
                }
            }
            for (int i = keys.length - 1; i >= 0 && shrink && !crew.stopped(); i--) {
                if (map.remove(keys[i]) == null) {
                    crew.violated("the remove of " + keys[i] + " found nothing");
                }
                if (i % 1_024 == 0) {
                    map.trimToSize();
                }
            }
        }

        private void get() {
            for (Key key : staying) {
                Integer value = map.get(key);
                if (value == null || value != key.id()) {
                    crew.violated(key + " read as " + value);
                }
            }
        }

        private void iterate() {
            try (Iteration<Key, Integer> iteration = map.iterate(IterationContract.LIVE)) {
                check(iteration);
            }
        }

        private BitSet check(Iterator<Map.Entry<Key, Integer>> entries) {
            BitSet met = new BitSet(STAYING + 2 * PER_WRITER);
            entries.forEachRemaining(entry -> meet(met, entry));
            checkStaying(met);
            return met;
        }

        private void split() {
            BitSet met = new BitSet(STAYING + 2 * PER_WRITER);
            Spliterator<Map.Entry<Key, Integer>> rest = map.entrySet().spliterator();
            Spliterator<Map.Entry<Key, Integer>> prefix = rest.trySplit();
            rest.forEachRemaining(entry -> meet(met, entry));
            if (prefix != null) {
                prefix.forEachRemaining(entry -> meet(met, entry));
            }
            checkStaying(met);
        }

        private void meet(BitSet met, Map.Entry<Key, Integer> entry) {
            int id = entry.getKey().id();
            if (met.get(id) || entry.getValue() != id) {
                crew.violated(met.get(id) ? "met k" + id + " twice" : "met " + entry);
            }
            met.set(id);
        }

        private void checkStaying(BitSet met) {
            if (met.nextClearBit(0) < staying.length) {
                crew.violated("missed k" + met.nextClearBit(0) + ", which was there all the time");
            }
        }

        private void snapshot() {
            try (Snapshot<Key, Integer> snapshot = map.snapshot()) {
                int[] most = {inserted.getAcquire(0), inserted.getAcquire(1)};
                BitSet met = check(snapshot.entrySet().iterator());
                int[] prefix = new int[2];
                for (int writer = 0; writer < 2; writer++) {
                    int first = STAYING + writer * PER_WRITER;
                    prefix[writer] = Math.min(met.nextClearBit(first), first + PER_WRITER) - first;
                    if (prefix[writer] > most[writer]) {
                        crew.violated(
                                "snapshot holds " + prefix[writer] + " keys, " + most[writer] + " had been begun");
                    }
                }
                int size = staying.length + Arrays.stream(prefix).sum();
                if (met.cardinality() != size || snapshot.size() != size) {
                    crew.violated("a snapshot of unbroken runs " + Arrays.toString(prefix) + " met " + met.cardinality()
                            + ", size " + snapshot.size());
                }
            }
        }
    }
}
