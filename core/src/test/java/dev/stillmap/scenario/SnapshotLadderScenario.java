package dev.stillmap.scenario;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Many snapshots open at once, taken, read, retained and closed in any order by several threads, with scans in between.
 * One writer adds 1 to its keys in turn, so the sum of an exact view determines each single value: any entry lost,
 * doubled, too old or too new shows. Later reads of a snapshot must equal the first, and nothing must be retained once
 * all are closed.
 */
public final class SnapshotLadderScenario extends Scenario {
    private static final int STEPS = 1_500;

    public static void main(String[] args) throws Exception {
        main(new SnapshotLadderScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(random).run();
    }

    /** An open snapshot with the sum that its first reader found. */
    private record Rung(Snapshot<Key, Integer> snapshot, int sum) {}

    private static final class Round {
        private static final int[] COUNTS = {2, 6, 30, 300};
        private static final int FIRST_FILLER = 10_000;

        private final Crew crew = new Crew();
        private final StillMap<Key, Integer> map;
        private final Key[] keys;
        private final Key[] fillers;
        private final AtomicReferenceArray<Rung> ladder;
        private int turn;

        Round(Random random) {
            map = new StillMap<>(random.nextBoolean() ? 0 : 1_000);
            keys = Key.range(COUNTS[random.nextInt(COUNTS.length)], Hashing.any(random));
            fillers = Key.range(FIRST_FILLER, FIRST_FILLER + random.nextInt(4) * 700, Hashing.spreading(random));
            ladder = new AtomicReferenceArray<>(1 + random.nextInt(8));
            for (Key key : keys) {
                map.put(key, 0);
            }
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                Random choices = new Random(random.nextLong());
                crew.lead("climber " + i, () -> climb(choices));
            }
            crew.follow("writer", this::write);
            if (random.nextBoolean()) {
                crew.follow("scan", this::scan);
            }
            if (fillers.length > 0) {
                crew.follow("fillers", this::fill);
            }
        }

        String run() throws InterruptedException {
            String violation = crew.run();
            if (violation != null) {
                return violation;
            }
            for (int i = 0; i < ladder.length(); i++) {
                close(ladder.getAndSet(i, null));
            }
            map.verify();
            var stats = map.stats();
            if (stats.snapshots().open() != 0 || stats.snapshots().retainedBytes() != 0) {
                crew.violated("all closed, but " + stats);
            }
            return crew.violation();
        }

        private void write() {
            for (int i = 0; i < keys.length; i++) {
                Key key = keys[turn % keys.length];
                if (turn % 3 == 0) {
                    map.merge(key, 1, Integer::sum);
                } else {
                    map.put(key, turn / keys.length + 1);
                }
                turn++;
            }
        }

        private void fill() {
            for (Key filler : fillers) {
                map.put(filler, 0);
            }
            for (Key filler : fillers) {
                map.remove(filler);
            }
            map.trimToSize();
        }

        private void climb(Random choices) {
            for (int step = 0; step < STEPS && !crew.stopped(); step++) {
                int rung = choices.nextInt(ladder.length());
                Rung held = ladder.getAndSet(rung, null);
                if (held == null) {
                    Snapshot<Key, Integer> snapshot = map.snapshot();
                    hold(rung, new Rung(snapshot, read(snapshot)));
                } else {
                    switch (choices.nextInt(4)) {
                        case 0 -> hold(rung, new Rung(held.snapshot().retain(), held.sum()), held);
                        case 1 -> {
                            if (read(held.snapshot()) != held.sum()) {
                                crew.violated("a snapshot changed between two reads");
                            }
                            hold(rung, held);
                        }
                        default -> close(held);
                    }
                }
            }
        }

        private void hold(int rung, Rung... held) {
            for (Rung each : held) {
                close(ladder.getAndSet(rung, each));
            }
        }

        private void close(Rung held) {
            if (held != null) {
                try (Snapshot<Key, Integer> snapshot = held.snapshot()) {
                    if (read(snapshot) != held.sum()) {
                        crew.violated("a snapshot changed until it was closed");
                    }
                }
            }
        }

        private void scan() {
            Pass pass = new Pass(keys.length);
            map.scan(pass::add);
            check(pass);
        }

        private int read(Snapshot<Key, Integer> snapshot) {
            Pass pass = new Pass(keys.length);
            snapshot.forEach(pass::add);
            check(pass);
            return pass.sum;
        }

        private void check(Pass pass) {
            String broken = pass.check();
            if (broken != null) {
                crew.violated(broken);
            }
        }
    }

    /** What one pass met of the writer's keys. */
    private static final class Pass {
        private final int[] values;
        private int met;
        private int sum;

        Pass(int keys) {
            values = new int[keys];
        }

        void add(Key key, Integer value) {
            if (key.id() < values.length) {
                values[key.id()] = value;
                sum += value;
                met++;
            }
        }

        String check() {
            if (met != values.length) {
                return "met " + met + " keys instead of " + values.length;
            }
            for (int i = 0; i < values.length; i++) {
                int expected = sum / values.length + (i < sum % values.length ? 1 : 0);
                if (values[i] != expected) {
                    return "not the state of any instant: " + Arrays.toString(values);
                }
            }
            return null;
        }
    }
}
