package dev.stillmap;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** What {@link MigrationTest} measures in a JVM with a small heap of its own: prints one number. */
final class MigrationPeer {

    /** So many that the JVM's own objects, a few hundred kilobytes, are little for each. */
    private static final int MAPS = 10_000;

    private MigrationPeer() {}

    public static void main(String[] args) throws Exception {
        boolean still = args[1].equals("StillMap");
        switch (args[0]) {
            case "heldByEach" -> printMedian(() -> heldByEach(still, numbers(Integer.parseInt(args[2]))));
            case "heldWhenCleared" -> printMedian(() -> heldWhenCleared(still, args[2].equals("trimmed")));
            case "entriesPerBucketAfterAFailedGrowth" -> System.out.println(entriesPerBucketAfterAFailedGrowth(still));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Objects of the JVM itself that come or go meanwhile, most of them the first time, are counted too. */
    private static void printMedian(LongSupplier measurement) {
        long[] measured = new long[5];
        Arrays.setAll(measured, i -> measurement.getAsLong());
        Arrays.sort(measured);
        System.out.println(measured[2]);
    }

    private static ConcurrentMap<Integer, Integer> map(boolean still) {
        return still ? new StillMap<>() : new ConcurrentHashMap<>();
    }

    private static Integer[] numbers(int count) {
        return IntStream.range(0, count).boxed().toArray(Integer[]::new);
    }

    private static void fill(ConcurrentMap<Integer, Integer> map, Integer[] keys) {
        for (Integer key : keys) {
            map.put(key, key);
        }
    }

    /** Bytes in use after a collection. */
    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Bytes that one of many maps with these entries takes, keys and values apart. */
    private static long heldByEach(boolean still, Integer... keys) {
        List<ConcurrentMap<Integer, Integer>> maps = new ArrayList<>(MAPS);
        long before = used();
        for (int i = 0; i < MAPS; i++) {
            ConcurrentMap<Integer, Integer> map = map(still);
            fill(map, keys);
            maps.add(map);
        }
        return (used() - before) / maps.size();
    }

    /** Bytes that a map takes which held 90,000 entries and is empty now. */
    private static long heldWhenCleared(boolean still, boolean trimmed) {
        Integer[] keys = numbers(90_000);
        ConcurrentMap<Integer, Integer> map = map(still);
        long before = used();
        fill(map, keys);
        map.clear();
        if (trimmed) {
            ((StillMap<Integer, Integer>) map).trimToSize();
        }
        long held = used() - before;
        if (!map.isEmpty() || keys[1] != 1) {
            throw new AssertionError("the map and the keys were to be there until here");
        }
        return held;
    }

    /** Fills a map while memory is short when it has to grow, and on when there is memory again. */
    private static long entriesPerBucketAfterAFailedGrowth(boolean still) throws ReflectiveOperationException {
        int full = still ? 106_496 : 98_303;
        Integer[] keys = numbers(600_000);
        ConcurrentMap<Integer, Integer> map = map(still);
        fill(map, Arrays.copyOf(keys, full));
        Deque<byte[]> filler = new ArrayDeque<>(10_000);
        try {
            while (true) {
                filler.add(new byte[20_000]);
            }
        } catch (OutOfMemoryError heapIsFull) {
            for (int i = 0; i < 12; i++) {
                filler.remove();
            }
        }
        for (int i = full; i < full + 4; i++) {
            map.put(keys[i], keys[i]);
        }
        boolean failed = still
                ? ((StillMap<Integer, Integer>) map).stats().table().evacuationFailures() > 0
                : bucketsOf(map) == 131_072;
        if (!failed) {
            throw new AssertionError("the growth was to fail, but did not");
        }
        filler.clear();
        fill(map, keys);
        return map.size() / bucketsOf(map);
    }

    private static int bucketsOf(ConcurrentMap<Integer, Integer> map) throws ReflectiveOperationException {
        if (map instanceof StillMap<Integer, Integer> still) {
            // A table of n buckets has been grown into log2(n) times, beginning with one.
            return 1 << still.stats().table().growthsCompleted();
        }
        Field table = ConcurrentHashMap.class.getDeclaredField("table");
        table.setAccessible(true);
        return ((Object[]) table.get(map)).length;
    }
}
