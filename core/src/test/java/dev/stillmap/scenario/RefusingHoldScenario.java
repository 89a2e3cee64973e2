package dev.stillmap.scenario;

import dev.stillmap.IterationLock;
import dev.stillmap.IterationLock.Hold;
import dev.stillmap.StillMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;

/**
 * Two threads ask for the size of a hold that refuses writers, which then takes its snapshot, and walk it, while its owner
 * goes on putting keys. The size is that of what they walk.
 */
public final class RefusingHoldScenario extends Scenario {
    private static final int HOLDS = 300;
    private static final int READERS = 2;
    private static final int KEYS = 40;

    public static void main(String[] args) throws Exception {
        main(new RefusingHoldScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(random).run();
    }

    private static final class Round {
        private final Crew crew = new Crew();
        private final CyclicBarrier barrier = new CyclicBarrier(READERS + 1);
        private final StillMap<Key, Integer> map = new StillMap<>();
        private final Key[] keys;
        private volatile Hold<Key, Integer> hold;

        Round(Random random) {
            keys = Key.range(KEYS * HOLDS, Hashing.spreading(random));
            crew.lead("owner", this::own);
            for (int i = 0; i < READERS; i++) {
                crew.lead("reader " + i, this::read);
            }
        }

        String run() throws InterruptedException {
            String violation = crew.run();
            if (violation == null) {
                map.verify();
            }
            return violation;
        }

        private void own() throws Exception {
            for (int i = 0; i < HOLDS; i++) {
                try (Hold<Key, Integer> held =
                        map.lockForIteration(IterationLock.defaults().policy(IterationLock.Policy.REFUSE))) {
                    hold = held;
                    barrier.await();
                    for (int n = 0; n < KEYS; n++) {
                        map.put(keys[i * KEYS + n], i);
                    }
                    barrier.await();
                }
                map.clear();
            }
        }

        private void read() throws Exception {
            for (int i = 0; i < HOLDS; i++) {
                barrier.await();
                int size = hold.size();
                int walked = 0;
                for (Map.Entry<Key, Integer> entry : hold.entrySet()) {
                    walked += entry.getValue() == i ? 1 : 0;
                }
                if (size != walked) {
                    crew.violated("a hold of size " + size + " has " + walked + " entries");
                }
                barrier.await();
            }
        }
    }
}
