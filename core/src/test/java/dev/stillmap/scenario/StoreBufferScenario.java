package dev.stillmap.scenario;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Two threads, side by side: each changes its own key, then reads the other's. One of them must see the other's change,
 * whichever came second. A reader that goes on through a locked bucket lets both miss it, since the writes may still
 * sit in the two cores' store buffers.
 */
public final class StoreBufferScenario extends Scenario {
    /** How often a round plays the game. */
    public static final int GAMES = 100_000;

    public static void main(String[] args) throws Exception {
        main(new StoreBufferScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        StillMap<Integer, Integer> map = new StillMap<>(random.nextInt(200));
        Integer[] keys = {random.nextInt(1_000), 1_000 + random.nextInt(1_000)};
        Change change = random.nextInt(4) == 0 ? Change.INSERT_AND_REMOVE : Change.UPDATE;
        Look look = random.nextBoolean() ? Look.GET : Look.values()[random.nextInt(Look.values().length)];
        boolean[][] missed = new boolean[2][GAMES];
        Crew crew = new Crew();
        Meeting meeting = new Meeting(crew, 1 + random.nextInt(300));
        for (int me = 0; me < 2; me++) {
            int mine = me;
            crew.lead("player " + me, () -> {
                for (int game = 1; game < GAMES && meeting.meet(mine, game); game++) {
                    change.make(map, keys[mine], game);
                    missed[mine][game] = !change.shows(look.at(map, keys[1 - mine]), game);
                }
            });
        }
        String violation = crew.run();
        for (int game = 1; game < GAMES && violation == null; game++) {
            if (missed[0][game] && missed[1][game]) {
                violation = "game " + game + " of " + change + " and " + look + ": neither saw the other's change";
            }
        }
        return violation;
    }

    /** Where the players wait for each other, so that both start within some nanoseconds. */
    private static final class Meeting {
        private static final int SPINS = 200;

        /** The players' counters do not share a cache line. */
        private static final int STRIDE = 64;

        private final Crew crew;
        private final int maxDelay;
        private final AtomicIntegerArray arrived = new AtomicIntegerArray(3 * STRIDE);

        Meeting(Crew crew, int maxDelay) {
            this.crew = crew;
            this.maxDelay = maxDelay;
        }

        boolean meet(int player, int game) {
            arrived.set((1 + player) * STRIDE, game);
            for (int spins = 0; arrived.get((2 - player) * STRIDE) < game; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                    if (crew.stopped()) {
                        return false;
                    }
                }
            }
            // Who comes last leaves first: a delay of another length in each game lets them meet in some.
            int delay = ((game * 0x9E3779B9 ^ player * 0x85EBCA6B) >>> 8) % maxDelay;
            for (int i = 0; i < delay; i++) {
                arrived.getOpaque(player * 2 * STRIDE);
            }
            return true;
        }
    }

    private enum Change {
        UPDATE {
            @Override
            void make(StillMap<Integer, Integer> map, Integer key, int game) {
                map.put(key, game);
            }

            @Override
            boolean shows(Integer seen, int game) {
                return seen != null && seen >= game;
            }
        },
        INSERT_AND_REMOVE {
            @Override
            void make(StillMap<Integer, Integer> map, Integer key, int game) {
                if (game % 2 == 1) {
                    map.put(key, game);
                } else {
                    map.remove(key);
                }
            }

            @Override
            boolean shows(Integer seen, int game) {
                return game % 2 == 1 == (seen != null);
            }
        };

        abstract void make(StillMap<Integer, Integer> map, Integer key, int game);

        abstract boolean shows(Integer seen, int game);
    }

    private enum Look {
        GET {
            @Override
            Integer at(StillMap<Integer, Integer> map, Integer key) {
                return map.get(key);
            }
        },
        PUT_IF_ABSENT {
            @Override
            Integer at(StillMap<Integer, Integer> map, Integer key) {
                return map.putIfAbsent(key, 0);
            }
        },
        SNAPSHOT {
            @Override
            Integer at(StillMap<Integer, Integer> map, Integer key) {
                try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
                    return snapshot.get(key);
                }
            }
        },
        ITERATE {
            @Override
            Integer at(StillMap<Integer, Integer> map, Integer key) {
                Integer seen = null;
                for (var entry : map.entrySet()) {
                    if (entry.getKey().equals(key)) {
                        seen = entry.getValue();
                    }
                }
                return seen;
            }
        };

        abstract Integer at(StillMap<Integer, Integer> map, Integer key);
    }
}
