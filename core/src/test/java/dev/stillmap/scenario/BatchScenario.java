package dev.stillmap.scenario;

import dev.stillmap.DomainBatch;
import dev.stillmap.DomainSnapshot;
import dev.stillmap.EpochDomain;
import dev.stillmap.StillMap;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Batches write the same to two maps, and move amounts from account to account, so that in every snapshot of both the maps
 * are equal and the total is what it was in the beginning. Functions of batches see equal maps too. Meanwhile other keys are
 * written one by one, computed, and come and go, so that the maps grow and shrink.
 */
public final class BatchScenario extends Scenario {
    private static final int SNAPSHOTS = 200;

    private static final int AMOUNT = 1_000;

    public static void main(String[] args) throws Exception {
        main(new BatchScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(random).run();
    }

    private static final class Round {
        private final Crew crew = new Crew();
        private final EpochDomain domain = new EpochDomain();
        private final StillMap<Key, Integer> left =
                StillMap.<Key, Integer>builder().domain(domain).build();
        private final StillMap<Key, Integer> right =
                StillMap.<Key, Integer>builder().domain(domain).build();

        /** Accounts first, then keys that batches add and remove, then keys of the left map alone. */
        private final Key[] keys;

        private final int accounts;
        private final int mirrored;
        private final boolean pauses;

        Round(Random random) {
            Hashing hashing = Hashing.any(random);
            accounts = 2 + random.nextInt(hashing == Hashing.COLLIDING ? 10 : 100);
            mirrored = 3 * accounts;
            keys = Key.range(hashing == Hashing.COLLIDING ? 6 * accounts : 6 * accounts + 3_000, hashing);
            pauses = random.nextBoolean();
            for (int i = 0; i < accounts; i++) {
                left.put(keys[i], AMOUNT);
                right.put(keys[i], AMOUNT);
            }
            int span = 1 + random.nextInt(3);
            crew.lead("snapshots", () -> compareSnapshots(span));
            for (int i = 0; i < 2; i++) {
                Random own = new Random(random.nextLong());
                crew.follow("batches " + i, () -> commit(own));
            }
            Random own = new Random(random.nextLong());
            crew.follow("writes", () -> write(own));
        }

        String run() throws InterruptedException {
            String violation = crew.run();
            if (violation == null) {
                left.verify();
                right.verify();
            }
            return violation;
        }

        private void commit(Random random) {
            DomainBatch batch = domain.batch();
            for (int i = random.nextInt(4); i >= 0; i--) {
                Key key = keys[accounts + random.nextInt(mirrored - accounts)];
                Integer value = random.nextBoolean() ? random.nextInt(AMOUNT) : null;
                if (value == null) {
                    batch.of(left).remove(key);
                    batch.of(right).remove(key);
                } else {
                    batch.of(left).put(key, value);
                    batch.of(right).put(key, value);
                }
            }
            if (random.nextBoolean()) {
                move(batch, random);
            }
            batch.commit();
        }

        private void move(DomainBatch batch, Random random) {
            Key from = keys[random.nextInt(accounts)];
            Key to = keys[random.nextInt(accounts)];
            int amount = random.nextInt(10);
            Integer[] seen = new Integer[1];
            batch.of(left).compute(from, (key, old) -> {
                seen[0] = old;
                pause();
                return old - amount;
            });
            batch.of(right).compute(from, (key, old) -> {
                if (!old.equals(seen[0])) {
                    crew.violated("a function was given " + old + " where the other map has " + seen[0]);
                }
                return old - amount;
            });
            batch.of(left).merge(to, amount, Integer::sum);
            batch.of(right).merge(to, amount, Integer::sum);
        }

        private void pause() {
            if (pauses) {
                Thread.yield();
            }
        }

        private void write(Random random) {
            for (int i = 0; i < 100; i++) {
                Key key = keys[mirrored + random.nextInt(keys.length - mirrored)];
                switch (random.nextInt(4)) {
                    case 0 -> left.remove(key);
                    case 1 -> left.compute(key, (k, old) -> 0);
                    case 2 -> left.compute(keys[random.nextInt(accounts)], (k, old) -> old);
                    default -> left.put(key, 0);
                }
            }
            if (random.nextInt(200) == 0) {
                for (int i = mirrored; i < keys.length; i++) {
                    left.remove(keys[i]);
                }
                left.trimToSize();
            }
        }

        private void compareSnapshots(int span) {
            ArrayDeque<DomainSnapshot> open = new ArrayDeque<>();
            for (int i = 0; i < SNAPSHOTS && !crew.stopped(); i++) {
                open.add(domain.snapshot());
                if (open.size() > span) {
                    try (DomainSnapshot oldest = open.remove()) {
                        compare(contents(oldest.of(left)), contents(oldest.of(right)));
                    }
                }
                Map<Key, Integer> scanned = new HashMap<>();
                left.scan(scanned::put);
                check(scanned);
            }
            open.forEach(DomainSnapshot::close);
        }

        private static Map<Key, Integer> contents(Map<Key, Integer> snapshot) {
            Map<Key, Integer> contents = new HashMap<>();
            snapshot.forEach(contents::put);
            return contents;
        }

        private void compare(Map<Key, Integer> inLeft, Map<Key, Integer> inRight) {
            check(inLeft);
            for (int i = 0; i < mirrored; i++) {
                if (!Objects.equals(inLeft.get(keys[i]), inRight.get(keys[i]))) {
                    crew.violated("a snapshot has " + inLeft.get(keys[i]) + " at " + keys[i] + " in one map and "
                            + inRight.get(keys[i]) + " in the other");
                }
            }
        }

        private void check(Map<Key, Integer> contents) {
            int total = 0;
            for (int i = 0; i < accounts; i++) {
                total += contents.getOrDefault(keys[i], 0);
            }
            if (total != accounts * AMOUNT) {
                crew.violated("a total of " + total + " instead of " + accounts * AMOUNT);
            }
        }
    }
}
