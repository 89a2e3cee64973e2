package dev.stillmap.scenario;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One write against the opening or the closing of one snapshot, begun side by side, again and again. A snapshot that is
 * opened gives the same answer for ever; one that is older than a closed one loses nothing.
 */
public final class SnapshotRaceScenario extends Scenario {
    private static final int GAMES = 10_000;
    private static final int MAX_DELAY = 40;

    public static void main(String[] args) throws Exception {
        main(new SnapshotRaceScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(random).run();
    }

    private static final class Round {
        private final Crew crew = new Crew();
        private final StillMap<Key, Integer> map = new StillMap<>();
        private final AtomicInteger[] arrived = {new AtomicInteger(), new AtomicInteger()};
        private final Key key;

        Round(Random random) {
            Key[] keys = Key.range(1 + random.nextInt(8), Hashing.any(random));
            for (Key each : keys) {
                map.put(each, 0);
            }
            key = keys[random.nextInt(keys.length)];
            boolean opens = random.nextBoolean();
            boolean removes = random.nextBoolean();
            Random delays = new Random(random.nextLong());
            Random writerDelays = new Random(random.nextLong());
            crew.lead("writer", () -> write(writerDelays, removes));
            crew.lead(opens ? "opener" : "closer", () -> play(delays, opens));
        }

        String run() throws InterruptedException {
            String violation = crew.run();
            if (violation == null) {
                map.verify();
            }
            return violation;
        }

        private void write(Random delays, boolean removes) {
            for (int game = 1; game <= GAMES && !crew.stopped(); game++) {
                meet(0, 3 * game);
                delay(delays);
                if (removes && game % 2 == 0) {
                    map.remove(key);
                } else {
                    map.put(key, game);
                }
                meet(0, 3 * game + 1);
                meet(0, 3 * game + 2);
            }
        }

        private void play(Random delays, boolean opens) {
            for (int game = 1; game <= GAMES && !crew.stopped(); game++) {
                Integer before = map.get(key);
                try (Snapshot<Key, Integer> older = map.snapshot()) {
                    if (opens) {
                        open(delays, game);
                    } else {
                        close(delays, game);
                    }
                    check(older, before);
                }
                meet(1, 3 * game + 2);
            }
        }

        private void open(Random delays, int game) {
            if (delays.nextBoolean()) {
                map.put(key, -game);
            }
            meet(1, 3 * game);
            delay(delays);
            try (Snapshot<Key, Integer> snapshot = map.snapshot()) {
                Integer first = snapshot.get(key);
                meet(1, 3 * game + 1);
                check(snapshot, first);
            }
        }

        private void close(Random delays, int game) {
            Snapshot<Key, Integer> younger = map.snapshot();
            meet(1, 3 * game);
            delay(delays);
            younger.close();
            meet(1, 3 * game + 1);
        }

        private void check(Snapshot<Key, Integer> snapshot, Integer expected) {
            Integer value = snapshot.get(key);
            if (!Objects.equals(value, expected)) {
                crew.violated("a snapshot holds " + value + " instead of " + expected);
            }
        }

        private static void delay(Random delays) {
            for (int i = delays.nextInt(MAX_DELAY); i > 0; i--) {
                Thread.onSpinWait();
            }
        }

        /** Waits until both threads have come to this point. */
        private void meet(int me, int point) {
            arrived[me].set(point);
            Spin.until(() -> arrived[1 - me].get() >= point || crew.stopped());
        }
    }
}
