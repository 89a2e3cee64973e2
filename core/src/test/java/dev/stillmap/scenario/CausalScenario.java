package dev.stillmap.scenario;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Snapshots respect cause and effect. Several writers count their own key up and read each other's keys after every
 * write, one more writes successive keys and removes the oldest, all while other keys come and go and the map grows
 * from a random size. Each snapshot must
 *
 * <ul>
 *   <li>fit the {@link CausalHistory} of the writers,
 *   <li>lie between what was visible before it was asked for and what had begun when it was there,
 *   <li>hold an unbroken run of the successive keys,
 *   <li>be the same whenever and however it is read: by lookups, by a walk, or by a scan of the map.
 * </ul>
 */
public final class CausalScenario extends Scenario {
    /** Snapshots taken by each snapshotting thread in a round. */
    public static final int SNAPSHOTS = 2_000;

    private static final int MAX_WRITES = 30_000;

    private final int writers;
    private final int snapshotters;

    /** With two to four writers and one or two threads that take snapshots. */
    public CausalScenario() {
        this(0, 0);
    }

    /** With so many threads; 0 leaves the choice to each round. */
    public CausalScenario(int writers, int snapshotters) {
        this.writers = writers;
        this.snapshotters = snapshotters;
    }

    public static void main(String[] args) throws Exception {
        main(new CausalScenario(), args);
    }

    @Override
    protected String round(Random random) throws Exception {
        return new Round(
                        random,
                        writers > 0 ? writers : 2 + random.nextInt(3),
                        snapshotters > 0 ? snapshotters : 1 + random.nextInt(2))
                .run();
    }

    private static final class Round {
        private static final int[] FILLERS = {0, 40, 1_000, 10_000};
        private static final int[] SIZES = {0, 0, 100, 20_000};

        private final Crew crew = new Crew();
        private final StillMap<Key, Integer> map;
        private final Key[] registers;
        private final Key[] fillers;
        private final SlidingKeys sliding;
        private final int openAtOnce;
        private final CausalHistory history;
        private final AtomicIntegerArray begun;
        private final int[] written;
        private final List<List<int[]>> cuts = new ArrayList<>();

        Round(Random random, int writers, int snapshotters) {
            map = new StillMap<>(SIZES[random.nextInt(SIZES.length)]);
            registers = Key.range(writers, Hashing.any(random));
            fillers = Key.range(1_000, 1_000 + FILLERS[random.nextInt(FILLERS.length)], Hashing.spreading(random));
            sliding = new SlidingKeys(map, 100_000, 1 + random.nextInt(20), Hashing.any(random));
            openAtOnce = 1 + random.nextInt(4);
            history = new CausalHistory(writers, MAX_WRITES);
            begun = new AtomicIntegerArray(writers);
            written = new int[writers];
            for (int i = 0; i < snapshotters; i++) {
                List<int[]> mine = new ArrayList<>(SNAPSHOTS);
                cuts.add(mine);
                crew.lead("snapshots " + i, () -> takeSnapshots(mine));
            }
            for (int i = 0; i < writers; i++) {
                int writer = i;
                crew.follow("writer " + i, () -> write(writer));
            }
            crew.follow("sliding keys", sliding::step);
            if (fillers.length > 0) {
                crew.follow("fillers", this::fill);
            }
        }

        String run() throws InterruptedException {
            String violation = crew.run();
            for (List<int[]> mine : cuts) {
                for (int[] cut : mine) {
                    violation = violation != null ? violation : history.check(cut, written);
                }
            }
            if (violation == null) {
                map.verify();
            }
            return violation;
        }

        private void write(int writer) {
            int write = written[writer] + 1;
            if (write > MAX_WRITES) {
                Thread.yield();
                return;
            }
            begun.setRelease(writer, write);
            switch (write % 4) {
                case 2 -> map.merge(registers[writer], write, (old, value) -> value);
                case 3 -> map.replace(registers[writer], write);
                default -> map.put(registers[writer], write);
            }
            for (int other = 0; other < registers.length; other++) {
                history.saw(writer, write, other, read(map, other));
            }
            written[writer] = write;
        }

        private void fill() {
            for (int i = 0; i < fillers.length && !crew.stopped(); i++) {
                map.put(fillers[i], i);
            }
            for (int i = 0; i < fillers.length && !crew.stopped(); i++) {
                map.remove(fillers[i]);
            }
        }

        private void takeSnapshots(List<int[]> mine) {
            Deque<Snapshot<Key, Integer>> open = new ArrayDeque<>();
            Deque<int[]> known = new ArrayDeque<>();
            for (int i = 0; i < SNAPSHOTS && !crew.stopped(); i++) {
                if (i % 4 == 0 && readsWhole()) {
                    int[] least = cut(map);
                    int[] cut = walk(map::scan);
                    mine.add(between(least, cut, begun()));
                }
                int[] least = cut(map);
                Snapshot<Key, Integer> snapshot = map.snapshot();
                int[] most = begun();
                pause();
                int[] cut = between(least, cut(snapshot), most);
                mine.add(cut);
                open.add(snapshot);
                known.add(cut);
                if (open.size() > openAtOnce) {
                    close(open.remove(), known.remove());
                }
            }
            while (!open.isEmpty()) {
                close(open.remove(), known.remove());
            }
        }

        private int[] begun() {
            int[] most = new int[registers.length];
            Arrays.setAll(most, begun::getAcquire);
            return most;
        }

        private int[] between(int[] least, int[] cut, int[] most) {
            for (int w = 0; w < cut.length; w++) {
                if (cut[w] < least[w] || cut[w] > most[w]) {
                    crew.violated(
                            "snapshot holds " + cut[w] + " of " + w + ", not within " + least[w] + " to " + most[w]);
                }
            }
            return cut;
        }

        private boolean readsWhole() {
            return fillers.length < 100 || ThreadLocalRandom.current().nextInt(64) == 0;
        }

        private void close(Snapshot<Key, Integer> snapshot, int[] known) {
            try (snapshot) {
                int[] again = readsWhole() ? walk(snapshot::forEach) : cut(snapshot);
                if (!Arrays.equals(known, again)) {
                    crew.violated("snapshot read " + Arrays.toString(known) + ", then " + Arrays.toString(again));
                }
            }
        }

        private int[] walk(Consumer<BiConsumer<Key, Integer>> pass) {
            int[] cut = new int[registers.length];
            SlidingKeys.Run run = sliding.new Run();
            pass.accept((key, value) -> {
                if (key.id() < cut.length) {
                    cut[key.id()] = value;
                }
                run.add(key, value);
            });
            String broken = run.check();
            if (broken != null) {
                crew.violated(broken);
            }
            return cut;
        }

        private int[] cut(Map<Key, Integer> source) {
            int[] cut = new int[registers.length];
            for (int w = cut.length - 1; w >= 0; w--) {
                cut[w] = read(source, w);
            }
            return cut;
        }

        private int read(Map<Key, Integer> source, int register) {
            Integer value = source.get(registers[register]);
            return value == null ? 0 : value;
        }

        private static void pause() {
            int spins = ThreadLocalRandom.current().nextInt(64);
            if (spins == 0) {
                Thread.yield();
            }
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
        }
    }
}
