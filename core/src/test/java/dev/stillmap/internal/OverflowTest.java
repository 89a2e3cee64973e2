package dev.stillmap.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.Stress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Overflows against a map; the hash of a key is its hash code. {@code -Dstillmap.seed} repeats a random test. */
class OverflowTest {

    private static final int HASH = 0x1234_5670;

    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of("many hashes", (IntFunction<Object>) i -> i),
                Arguments.of("the hashes of one bucket", (IntFunction<Object>) i -> i << 16 | 7),
                Arguments.of("few hashes, not comparable", (IntFunction<Object>) i -> new Plain(i, i % 5)),
                Arguments.of("few hashes, comparable", (IntFunction<Object>) i -> new Ordered(i, i % 5 << 28)),
                Arguments.of("few hashes, many ties", (IntFunction<Object>) i -> new Tied(i, i % 3)),
                Arguments.of("one hash, strings", (IntFunction<Object>) i -> collidingString(i)),
                Arguments.of("one hash, classes that may be equal", (IntFunction<Object>) OverflowTest::anyClass));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void randomSequencesMatchAMap(String name, IntFunction<Object> keys) {
        seeded(random -> {
            for (int round = 0; round < 60; round++) {
                int range = 1 + random.nextInt(round % 10 == 0 ? 500 : 30);
                int inserts = 35 + random.nextInt(30);
                Map<Wrapped, Object> model = new HashMap<>();
                Overflow overflow = null;
                for (int step = 0; step < 200; step++) {
                    Overflow before = overflow;
                    Map<Wrapped, Object> modelBefore = step % 10 == 0 ? new HashMap<>(model) : null;
                    Object key = keys.apply(random.nextInt(range));
                    if (random.nextInt(100) < inserts) {
                        overflow = with(overflow, key, step);
                        model.put(new Wrapped(key), step);
                    } else if (random.nextInt(20) > 0) {
                        overflow = without(overflow, key);
                        model.remove(new Wrapped(key));
                    } else if (overflow != null) {
                        assertThat(overflow.firstHash())
                                .isEqualTo(overflow.firstKey().hashCode());
                        assertThat(model.remove(new Wrapped(overflow.firstKey())))
                                .isEqualTo(overflow.firstValue());
                        overflow = overflow.withoutFirst();
                    }
                    assertThat(get(overflow, key)).isEqualTo(model.get(new Wrapped(key)));
                    if (modelBefore != null) {
                        assertSame(before, modelBefore);
                        assertSame(overflow, model);
                    }
                }
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void sidesAndMergeMatchAMap(String name, IntFunction<Object> keys) {
        seeded(random -> {
            for (int round = 0; round < 300; round++) {
                Map<Wrapped, Object> model = new HashMap<>();
                Overflow overflow = null;
                for (int i = 1 + random.nextInt(round % 10 == 0 ? 400 : 20); i > 0; i--) {
                    Object key = keys.apply(random.nextInt(1000));
                    overflow = with(overflow, key, i);
                    model.put(new Wrapped(key), i);
                }
                int bit = 1 << random.nextInt(32);
                Overflow ones = overflow.side(bit, true);
                Overflow zeros = overflow.side(bit, false);
                assertSame(ones, sideOf(model, bit, true));
                assertSame(zeros, sideOf(model, bit, false));
                if (ones == null || zeros == null) {
                    assertThat(ones == null ? zeros : ones).isSameAs(overflow);
                } else {
                    assertSame(ones.merge(zeros), model);
                    assertSame(zeros.merge(ones), model);
                }
                assertSame(overflow, model);
            }
        });
    }

    /** The entries of one bucket move to two, and these to four, as in a growing table; then back. */
    @Test
    void bucketsDivideAndUnite() {
        seeded(random -> {
            for (int round = 0; round < 200; round++) {
                int shift = random.nextInt(28);
                int low = random.nextInt(1 << shift);
                Map<Wrapped, Object> model = new HashMap<>();
                Overflow whole = null;
                for (int i = 1 + random.nextInt(300); i > 0; i--) {
                    Object key = new Plain(i, (random.nextInt() << shift) | low);
                    whole = with(whole, key, i);
                    model.put(new Wrapped(key), i);
                }
                int bit = 1 << shift;
                Overflow united = null;
                for (int index : new int[] {low, low | bit}) {
                    Overflow half = whole.side(bit, index != low);
                    if (half != null) {
                        half.verify(2 * bit - 1, index, Object::hashCode);
                        for (int quarter : new int[] {index, index | 2 * bit}) {
                            Overflow part = half.side(2 * bit, quarter != index);
                            if (part != null) {
                                part.verify(4 * bit - 1, quarter, Object::hashCode);
                                united = united == null ? part : part.merge(united);
                            }
                        }
                    }
                }
                united.verify(bit - 1, low, Object::hashCode);
                assertSame(united, model);
            }
        });
    }

    @Test
    void mergeOfOverlappingHashesInsertsOneByOne() {
        seeded(random -> {
            for (int round = 0; round < 200; round++) {
                Map<Wrapped, Object> model = new HashMap<>();
                Overflow[] parts = new Overflow[2];
                int hashes = 1 + random.nextInt(6);
                for (int i = 0, n = 2 + random.nextInt(60); i < n; i++) {
                    Object key =
                            i % 3 == 0 ? new Plain(i, random.nextInt(hashes)) : new Ordered(i, random.nextInt(hashes));
                    int part = i < 2 ? i : random.nextInt(2);
                    parts[part] = with(parts[part], key, i);
                    model.put(new Wrapped(key), i);
                }
                assertSame(parts[0].merge(parts[1]), model);
            }
        });
    }

    @Test
    void collidingStringsStayLogarithmic() {
        int n = 100_000;
        String[] keys = new String[n];
        Arrays.setAll(keys, OverflowTest::collidingString);
        Collections.shuffle(Arrays.asList(keys), new Random(1));
        Overflow overflow = null;
        for (String key : keys) {
            overflow = with(overflow, key, key);
        }
        assertThat(overflow.size()).isEqualTo(n);
        overflow.verify(0, 0, Object::hashCode);
        assertThat(depth(((TreeOverflow) overflow).root())).isLessThan(41);
        for (int i = 0; i < n; i++) {
            assertThat(get(overflow, collidingString(i))).isEqualTo(collidingString(i));
        }
        assertThat(get(overflow, collidingString(n))).isNull();
        for (String key : keys) {
            overflow = without(overflow, key);
        }
        assertThat(overflow).isNull();
    }

    @Test
    void sortedInsertsStayBalanced() {
        Overflow overflow = null;
        for (int i = 0; i < 200_000; i++) {
            overflow = with(overflow, Integer.reverse(i), i);
        }
        assertThat(depth(((TreeOverflow) overflow).root())).isLessThan(43);
        overflow.verify(0, 0, Object::hashCode);
        for (int i = 0; i < 199_999; i++) {
            overflow = overflow.withoutFirst();
        }
        assertThat(overflow.size()).isEqualTo(1);
    }

    @Test
    void changesShareAllButOnePath() {
        Overflow overflow = null;
        for (int i = 0; i < 2_000; i++) {
            overflow = with(overflow, new Plain(i, HASH), i);
        }
        Set<TreeNode> old = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(overflow, old);
        for (Overflow changed : List.of(
                with(overflow, new Plain(2_000, HASH), 0),
                with(overflow, new Plain(1_000, HASH), 0),
                without(overflow, new Plain(1_000, HASH)),
                overflow.withoutFirst())) {
            Set<TreeNode> copied = Collections.newSetFromMap(new IdentityHashMap<>());
            collect(changed, copied);
            copied.removeAll(old);
            assertThat(copied).hasSizeBetween(1, 40);
        }
    }

    @Test
    void dividingAndUnitingABucketShareAllButOnePath() {
        Overflow overflow = null;
        for (int i = 0; i < 2_000; i++) {
            overflow = with(overflow, i << 4 | 5, i);
        }
        Set<TreeNode> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(overflow, nodes);
        Overflow ones = overflow.side(16, true);
        Overflow zeros = overflow.side(16, false);
        for (Overflow made : List.of(ones, zeros, ones.merge(zeros))) {
            Set<TreeNode> copied = Collections.newSetFromMap(new IdentityHashMap<>());
            collect(made, copied);
            copied.removeAll(nodes);
            assertThat(copied).hasSizeLessThan(40);
            nodes.addAll(copied);
        }
    }

    @Test
    void sizeDecidesBetweenArrayAndTree() {
        Overflow overflow = null;
        for (int i = 1; i <= 9; i++) {
            overflow = with(overflow, i, i);
            assertThat(overflow).isInstanceOf(i > 8 ? TreeOverflow.class : SmallOverflow.class);
        }
        for (int i = 8; i >= 6; i--) {
            overflow = overflow.withoutFirst();
            assertThat(overflow).isInstanceOf(i > 6 ? TreeOverflow.class : SmallOverflow.class);
        }
    }

    @Test
    void theStoredKeyStays() {
        for (int n : new int[] {1, 3, 8, 20}) {
            Overflow overflow = plain(n);
            Object stored = overflow.keyOf(HASH, new Plain(n - 1, HASH));
            Overflow replaced = with(overflow, new Plain(n - 1, HASH), "new");
            assertThat(replaced.keyOf(HASH, new Plain(n - 1, HASH))).isSameAs(stored);
            assertThat(get(replaced, stored)).isEqualTo("new");
            assertThat(get(overflow, stored)).isEqualTo(n - 1);
            assertThat(replaced.size()).isEqualTo(n);
            assertThat(replaced.keyOf(HASH, "absent")).isNull();
        }
    }

    @Test
    void removingAnAbsentKeyReturnsTheSame() {
        for (int n : new int[] {1, 3, 8, 20}) {
            Overflow overflow = plain(n);
            assertThat(without(overflow, new Plain(n, HASH))).isSameAs(overflow);
        }
    }

    @Test
    void whatEqualsThrowsChangesNothing() {
        for (int n : new int[] {1, 3, 8, 20}) {
            Overflow overflow = plain(n);
            Object key = new Failing(HASH);
            assertThatThrownBy(() -> get(overflow, key)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> with(overflow, key, 1)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> without(overflow, key)).isInstanceOf(UnsupportedOperationException.class);
            overflow.verify(0, 0, Object::hashCode);
            assertThat(overflow.size()).isEqualTo(n);
        }
    }

    @Test
    void theSameObjectIsFoundWithoutEquals() {
        Object key = new Failing(HASH);
        Overflow one = Overflow.of(HASH, key, "value");
        assertThat(get(one, key)).isEqualTo("value");
        assertThat(get(with(one, key, "new"), key)).isEqualTo("new");
        assertThat(without(one, key)).isNull();
    }

    @Test
    void equalsIsAskedOnlyForEqualHashes() {
        for (int n : new int[] {1, 3, 8, 20}) {
            Object key = new Failing(HASH + 1);
            Overflow overflow = with(plain(n), key, "value");
            assertThat(get(overflow, key)).isEqualTo("value");
            assertThat(get(overflow, new Failing(HASH + 2))).isNull();
            assertThat(get(overflow, overflow.keyOf(HASH, new Plain(0, HASH)))).isEqualTo(0);
        }
    }

    @Test
    void equalKeysOfDifferentClassesAreFound() {
        for (int others : new int[] {2, 100}) {
            List<Object> array = new ArrayList<>(List.of(1, 2, 3));
            int hash = array.hashCode();
            Overflow overflow = Overflow.of(hash, array, "array");
            for (int i = 0; i < others; i++) {
                overflow = with(overflow, i % 2 == 0 ? new Plain(i, hash) : new Ordered(i, hash), i);
            }
            Object linked = new LinkedList<>(array);
            assertThat(get(overflow, linked)).isEqualTo("array");
            assertThat(with(overflow, linked, "linked").size()).isEqualTo(overflow.size());
            assertThat(with(overflow, linked, "linked").keyOf(hash, linked)).isSameAs(array);
            assertThat(without(overflow, linked).size()).isEqualTo(others);
        }
    }

    @Test
    void anInheritedOrForeignCompareToIsNotCalled() {
        Overflow overflow = null;
        for (int i = 0; i < 50; i++) {
            overflow = with(overflow, new Derived(i, HASH), i);
            overflow = with(overflow, new Foreign(i), i);
        }
        overflow.verify(0, 0, Object::hashCode);
        for (int i = 0; i < 50; i++) {
            assertThat(get(overflow, new Derived(i, HASH))).isEqualTo(i);
            assertThat(get(overflow, new Ordered(i, HASH))).isEqualTo(i);
            assertThat(get(overflow, new Foreign(i))).isEqualTo(i);
        }
    }

    @Test
    void aComparatorThatIsNoOrderHarmsOnlyItsOwnClass() {
        seeded(random -> {
            Overflow overflow = null;
            int inserted = 0;
            for (int i = 0; i < 3_000; i++) {
                Object key = new Disordered(random.nextInt(500), random);
                int before = overflow == null ? 0 : overflow.size();
                if (i % 3 != 2 || overflow == null) {
                    overflow = with(overflow, key, i);
                    inserted += overflow.size() - before;
                } else {
                    overflow = without(overflow, key);
                    inserted -= before - (overflow == null ? 0 : overflow.size());
                }
                if (i % 10 == 0) {
                    Object other = i % 20 == 0 ? new Plain(i, HASH) : new Ordered(i, HASH);
                    overflow = with(overflow, other, i);
                    inserted++;
                }
            }
            ((TreeOverflow) overflow).verifyStructure();
            assertThat(entries(overflow)).hasSize(inserted);
            assertThat(overflow.size()).isEqualTo(inserted);
            for (int i = 0; i < 3_000; i += 10) {
                assertThat(get(overflow, i % 20 == 0 ? new Plain(i, HASH) : new Ordered(i, HASH)))
                        .isEqualTo(i);
            }
        });
    }

    @Test
    void whatCompareToThrowsChangesNothing() {
        Overflow overflow = null;
        for (int i = 0; i < 8; i++) {
            overflow = with(overflow, new Disordered(i, null), i);
        }
        Overflow eight = overflow;
        assertThatThrownBy(() -> with(eight, new Disordered(8, null), 8)).isInstanceOf(NullPointerException.class);
        eight.verify(0, 0, Object::hashCode);
        assertThat(eight.size()).isEqualTo(8);
    }

    @Test
    void verifyNamesWhatIsBroken() {
        for (int n : new int[] {1, 3, 8, 20}) {
            Overflow overflow = plain(n);
            assertThatIllegalStateException()
                    .isThrownBy(() -> overflow.verify(15, 1, Object::hashCode))
                    .withMessageContaining("bucket 0 is in bucket 1");
            assertThatIllegalStateException()
                    .isThrownBy(() -> overflow.verify(15, 0, key -> 16))
                    .withMessageContaining("hash");
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> SmallOverflow.of(new int[2], new Object[] {"", 1, "", 2})
                        .verify(0, 0, Object::hashCode))
                .withMessageContaining("twice");
        assertBroken(chain(0), "a tree of 1 entries");
        assertBroken(chain(0, 1, 2, 3, 4, 5, 6), "out of balance");
        assertBroken(tree(0, 4, 2, 6, 1, 3, 5, 7), "out of order");
        assertBroken(tree(0, 4, 2, 6, 1, 5, 3, 3), "not found");
    }

    private static void assertBroken(TreeNode root, String message) {
        assertThatIllegalStateException()
                .isThrownBy(() -> new TreeOverflow(root).verify(0, 0, Object::hashCode))
                .withMessageContaining(message);
    }

    private static TreeNode chain(int... keys) {
        TreeNode node = null;
        for (int key : keys) {
            node = new TreeNode(key, key, key, null, node);
        }
        return node;
    }

    private static TreeNode tree(Integer... keys) {
        TreeNode[] nodes = new TreeNode[keys.length];
        Arrays.setAll(nodes, i -> new TreeNode(keys[i], keys[i], keys[i], null, null));
        return TreeNode.of(nodes, 0, nodes.length);
    }

    private static void seeded(Consumer<Random> test) {
        long seed = Stress.seed();
        try {
            test.accept(new Random(seed));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("repeat with -Dstillmap.seed=" + seed, e);
        }
    }

    private static Overflow with(Overflow overflow, Object key, Object value) {
        return overflow == null ? Overflow.of(key.hashCode(), key, value) : overflow.with(key.hashCode(), key, value);
    }

    private static Overflow without(Overflow overflow, Object key) {
        return overflow == null ? null : overflow.without(key.hashCode(), key);
    }

    private static Object get(Overflow overflow, Object key) {
        return overflow == null ? null : overflow.get(key.hashCode(), key);
    }

    private static Overflow plain(int n) {
        Overflow overflow = null;
        for (int i = 0; i < n; i++) {
            overflow = with(overflow, new Plain(i, HASH), i);
        }
        return overflow;
    }

    private static void assertSame(Overflow overflow, Map<Wrapped, Object> model) {
        assertThat(overflow == null).isEqualTo(model.isEmpty());
        if (overflow != null) {
            overflow.verify(0, 0, Object::hashCode);
            Map<Wrapped, Object> entries = new HashMap<>();
            for (Map.Entry<Object, Object> entry : entries(overflow)) {
                assertThat(entries.put(new Wrapped(entry.getKey()), entry.getValue()))
                        .isNull();
            }
            assertThat(overflow.size()).isEqualTo(model.size());
            assertThat(entries.equals(model)).as("%s is %s", entries, model).isTrue();
            model.forEach((key, value) -> {
                if (!value.equals(get(overflow, key.key()))) {
                    throw new AssertionError(key + " has a wrong value");
                }
            });
        }
    }

    private static List<Map.Entry<Object, Object>> entries(Overflow overflow) {
        Object[] pairs = new Object[2 * overflow.size() + 2];
        assertThat(overflow.copyInto(pairs, 1)).isEqualTo(pairs.length - 1);
        assertThat(pairs[0]).isNull();
        assertThat(pairs[pairs.length - 1]).isNull();
        List<Map.Entry<Object, Object>> entries = new ArrayList<>();
        for (int i = 1; i < pairs.length - 1; i += 2) {
            entries.add(Map.entry(pairs[i], pairs[i + 1]));
        }
        return entries;
    }

    private static Map<Wrapped, Object> sideOf(Map<Wrapped, Object> model, int bit, boolean one) {
        Map<Wrapped, Object> side = new HashMap<>(model);
        side.keySet().removeIf(key -> (key.hashCode() & bit) != 0 != one);
        return side;
    }

    private static void collect(Overflow overflow, Set<TreeNode> nodes) {
        TreeNode[] entries = new TreeNode[overflow.size()];
        TreeNode.copyInto(((TreeOverflow) overflow).root(), entries, 0);
        nodes.addAll(Arrays.asList(entries));
    }

    private static int depth(TreeNode tree) {
        return tree == null ? 0 : 1 + Math.max(depth(tree.left), depth(tree.right));
    }

    private static String collidingString(int i) {
        StringBuilder key = new StringBuilder();
        for (int bit = 0; bit < 17; bit++) {
            key.append((i >>> bit & 1) == 0 ? "Aa" : "BB");
        }
        return key.toString();
    }

    /** Keys of one hash, some equal to keys of other classes. */
    private static Object anyClass(int i) {
        int hash = List.of(1).hashCode();
        return switch (i % 8) {
            case 0 -> new ArrayList<>(List.of(1));
            case 1 -> new LinkedList<>(List.of(1));
            case 2 -> hash;
            case 3 -> new UUID(0, hash);
            case 4 -> new Ordered(i / 16, hash);
            case 5 -> new Derived(i / 16, hash);
            case 6 -> new Tied(i, hash);
            default -> new Plain(i, hash);
        };
    }

    /** A key of the model: as it is not comparable, {@code HashMap} asks equals only. */
    private record Wrapped(Object key) {}

    private record Plain(int id, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    private record Tied(int id, int hash) implements Comparable<Tied> {
        @Override
        public int compareTo(Tied other) {
            return Integer.compare(id / 7, other.id / 7);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** In no order. */
    private record Disordered(int id, Random random) implements Comparable<Disordered> {
        @Override
        public int compareTo(Disordered other) {
            return random.nextInt(3) - 1;
        }

        @Override
        public int hashCode() {
            return HASH;
        }
    }

    private record Foreign(int id) implements Comparable<Integer> {
        @Override
        public int compareTo(Integer other) {
            throw new AssertionError("not an order of this class");
        }

        @Override
        public int hashCode() {
            return HASH;
        }
    }

    private record Failing(int hash) {
        @Override
        public boolean equals(Object other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private static class Ordered implements Comparable<Ordered> {
        final int id;
        final int hash;

        Ordered(int id, int hash) {
            this.id = id;
            this.hash = hash;
        }

        @Override
        public int compareTo(Ordered other) {
            return Integer.compare(id, other.id);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ordered ordered && id == ordered.id && hash == ordered.hash;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** Equal to its superclass, and comparable only by inheritance. */
    private static final class Derived extends Ordered {
        Derived(int id, int hash) {
            super(id, hash);
        }

        @Override
        public int compareTo(Ordered other) {
            throw new AssertionError("not an order of this class");
        }
    }
}
