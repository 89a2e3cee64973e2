package dev.stillmap.classic;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Field;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every invariant is seen to be missed when it is broken on purpose. */
class VerifyTest {

    private static GoMap<Object, Integer> map(int entries) {
        GoMap<Object, Integer> map = GoMap.builder().seed(11).build();
        for (int i = 0; i < entries; i++) {
            map.put(i, i);
        }
        return map;
    }

    private static GoMap<Object, Integer> growing() {
        GoMap<Object, Integer> map = map(0);
        for (int i = 0; map.internals().oldBuckets().size() < 16; i++) {
            map.put(i, i);
        }
        // So that moved chains stay to be looked at.
        map.iterate().advance();
        map.put(0, 0);
        return map;
    }

    private static void assertBroken(GoMap<Object, Integer> map, Consumer<GoTable> harm, String message) {
        map.verify();
        harm.accept(map.table());
        assertThatIllegalStateException().isThrownBy(map::verify).withMessageContaining(message);
    }

    private static void set(GoTable table, String name, Object value) {
        try {
            Field field = GoTable.class.getDeclaredField(name);
            field.setAccessible(true);
            field.set(table, value);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Bucket bucket(GoTable table, int index) {
        return requireNonNull(requireNonNull(table.buckets())[index]);
    }

    /** An old chain that has not been moved. */
    private static int unmoved(GoTable table) {
        Bucket[] old = requireNonNull(table.oldBuckets());
        int index = table.evacuated();
        while (old[index] == null || old[index].isEvacuated()) {
            index++;
        }
        return index;
    }

    @Test
    void entriesAreCounted() {
        assertBroken(map(5), table -> set(table, "count", 6L), "5 entries, counted 6");
    }

    @Test
    void anUnfinishedWrite() {
        assertBroken(map(5), table -> table.guard.beginWrite(), "a write has not ended");
    }

    @Test
    void bucketsArePowerOfTwo() {
        assertBroken(map(5), table -> set(table, "b", 1), "1 buckets, and log2 is 1");
    }

    @Test
    void entriesNeedBuckets() {
        assertBroken(map(5), table -> set(table, "buckets", null), "there are entries but no buckets");
    }

    @Test
    void tophashIsTheKeys() {
        assertBroken(
                map(5),
                table -> {
                    Bucket bucket = bucket(table, 0);
                    bucket.mark(0, bucket.tophash(0) == 255 ? 254 : 255);
                },
                "another tophash than its key");
    }

    @Test
    void keysAreInTheirBucket() {
        assertBroken(
                map(50),
                table -> {
                    Bucket[] buckets = table.buckets();
                    Bucket first = buckets[0];
                    buckets[0] = buckets[1];
                    buckets[1] = first;
                },
                "has a key of another bucket");
    }

    @Test
    void keysAreThereOnce() {
        assertBroken(
                map(5),
                table -> {
                    Bucket bucket = bucket(table, 0);
                    bucket.fill(5, bucket.tophash(0), bucket.key(0), 1);
                    set(table, "count", 6L);
                },
                "there twice");
    }

    @Test
    void nothingFollowsARest() {
        assertBroken(map(5), table -> bucket(table, 0).mark(2, Bucket.EMPTY_REST), "holds a key or a value");
        assertBroken(
                map(5),
                table -> {
                    bucket(table, 0).empty(2);
                    bucket(table, 0).mark(2, Bucket.EMPTY_REST);
                },
                "follows one that says nothing follows");
    }

    @Test
    void aHoleBeforeTheRestSaysSo() {
        assertBroken(
                map(5),
                table -> {
                    bucket(table, 0).empty(4);
                    set(table, "count", 4L);
                },
                "says that nothing follows, and the empty cell before it does not");
        assertBroken(
                map(8),
                table -> {
                    bucket(table, 0).empty(7);
                    set(table, "count", 7L);
                },
                "ends with an empty cell");
    }

    @Test
    void emptyCellsHoldNothing() {
        assertBroken(map(5), table -> bucket(table, 0).setValue(6, 1), "is empty and holds a key or a value");
    }

    @Test
    void overflowBucketsAreCounted() {
        assertBroken(map(100), table -> set(table, "overflows", 99), "counted 99");
    }

    @Test
    void thePoolIsUsedInOrder() {
        assertBroken(map(1_000), table -> set(table, "nextOverflow", table.buckets().length + 1), "of the pool is");
        assertBroken(
                GoMap.builder().expectedSize(1_000).build(),
                table -> table.buckets()[table.buckets().length - 1] = new Bucket(),
                "in use too early");
    }

    @Test
    void currentBucketsAreNotMarkedAsMoved() {
        assertBroken(map(5), table -> bucket(table, 0).mark(0, Bucket.EVACUATED_X), "bucket 0 is marked as moved");
        assertBroken(map(5), table -> bucket(table, 0).mark(3, Bucket.EVACUATED_X), "is marked as moved alone");
    }

    @Test
    void aMovedChainIsMovedAsAWhole() {
        assertBroken(
                growing(),
                table -> {
                    Bucket moved = Stream.of(requireNonNull(table.oldBuckets()))
                            .filter(chain -> chain != Bucket.GONE && GoTable.isEvacuated(chain))
                            .findAny()
                            .orElseThrow();
                    moved.mark(1, 77);
                },
                "is marked as moved, and cell 1 is not");
    }

    @Test
    void theOldArrayFits() {
        assertBroken(growing(), table -> set(table, "oldBuckets", new Bucket[4]), "4 old buckets instead of 16");
    }

    @Test
    void growthEnds() {
        assertBroken(growing(), table -> set(table, "evacuated", 16), "all old buckets have been moved");
        assertBroken(map(5), table -> set(table, "flags", 8), "grows to the same size and has no old array");
    }

    @Test
    void bucketsBelowTheMarkHaveBeenMoved() {
        assertBroken(growing(), table -> set(table, "evacuated", unmoved(table) + 1), "lies below the mark");
    }

    @Test
    void keysAreFound() {
        assertBroken(
                growing(),
                table -> {
                    int index = unmoved(table);
                    int key = 1_000_000;
                    while (((int) table.hash(key) & ((1 << table.log()) - 1)) != index) {
                        key++;
                    }
                    Bucket early = new Bucket();
                    early.fill(0, Bucket.tophash(table.hash(key)), key, 1);
                    requireNonNull(table.buckets())[index] = early;
                },
                "a key that is not found");
    }

    @Test
    void hashCodesStay() {
        GoMap<Object, Integer> map = map(3);
        var changing = new Object() {
            int hash = 1;

            @Override
            public int hashCode() {
                return hash;
            }
        };
        map.put(changing, 4);
        assertBroken(map, table -> changing.hash = 2, "another tophash than its key");
    }
}
