package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code equals}, {@code hashCode} and {@code compareTo} of keys and values throw at their first call within an
 * operation, at their second, and so on up to the last: the operation ends with that exception and has changed
 * nothing, or succeeds and has done all. An operation on many keys may have done a part. An open snapshot stays what
 * it was, the structure is sound, and the same call succeeds afterwards.
 *
 * <p>Seen red: without the {@code finally} that ends a function's reservation (stays reserved); with {@code hashCode}
 * called under the bucket lock (never ends); with {@code hashCode} called between the tags and the key of a removal
 * (half removed).
 */
@Tag("stress")
class ThrowingMethodsTest {
    /** Counts calls down, and throws at zero; calm when it never gets there. */
    private static final class Fuse {
        private int callsLeft;

        void arm(int calls) {
            callsLeft = calls;
        }

        boolean hasBlown() {
            return callsLeft < 0;
        }

        void touch() {
            if (callsLeft > 0 && --callsLeft == 0) {
                callsLeft = -1;
                throw new Blown();
            }
        }
    }

    private static final class Blown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Blown() {
            super("a method of a key or value threw");
        }
    }

    /** A key or a value. */
    private static class Item {
        final int id;
        private final int hash;
        final Fuse fuse;

        Item(int id, int hash, Fuse fuse) {
            this.id = id;
            this.hash = hash;
            this.fuse = fuse;
        }

        @Override
        public boolean equals(Object other) {
            fuse.touch();
            return other instanceof Item item && item.id == id;
        }

        @Override
        public int hashCode() {
            fuse.touch();
            return hash;
        }

        @Override
        public String toString() {
            return "item " + id;
        }
    }

    private static final class OrderedItem extends Item implements Comparable<OrderedItem> {
        OrderedItem(int id, int hash, Fuse fuse) {
            super(id, hash, fuse);
        }

        @Override
        public int compareTo(OrderedItem other) {
            fuse.touch();
            return Integer.compare(id, other.id);
        }
    }

    /** What the map looks like when the operation comes. */
    private enum Shape {
        A_FEW_KEYS(4),
        AN_OVERFLOW(12),
        A_TREE(22),
        AN_ORDERED_TREE(22),
        A_MOVE(40);

        private final int keys;

        Shape(int keys) {
            this.keys = keys;
        }

        Item key(int id, Fuse fuse) {
            return switch (this) {
                case A_FEW_KEYS, A_MOVE -> new Item(id, id, fuse);
                case AN_OVERFLOW, A_TREE -> new Item(id, 42, fuse);
                case AN_ORDERED_TREE -> new OrderedItem(id, 42, fuse);
            };
        }
    }

    /** A map with a shape and an open snapshot. */
    private static final class Fixture implements AutoCloseable {
        private static final int VALUES = 1_000;

        private final Fuse fuse = new Fuse();
        private final Shape shape;
        private final StillMap<Item, Item> map = StillMap.<Item, Item>builder()
                .iterationOrder(IterationOrder.ascending())
                .build();
        private final Snapshot<Item, Item> snapshot;
        private final Map<Integer, Integer> before;

        Fixture(Shape shape) {
            this.shape = shape;
            for (int id = 0; id < shape.keys || (shape == Shape.A_MOVE && !moves()); id++) {
                map.put(shape.key(id, fuse), value(id));
            }
            snapshot = map.snapshot();
            before = content(map);
        }

        private boolean moves() {
            return map.stats().table().growthsStarted() > map.stats().table().growthsCompleted();
        }

        Item value(int id) {
            return new Item(VALUES + id, 7, fuse);
        }

        /** By numbers, without calling a method of a key or value. */
        static Map<Integer, Integer> content(Map<Item, Item> map) {
            Map<Integer, Integer> content = new HashMap<>();
            map.forEach(
                    (key, value) -> assertThat(content.put(key.id, value.id)).isNull());
            return content;
        }

        Object call(Operation<Item, Item> operation, int id) {
            Object result = operation.action().call(map, shape.key(id, fuse), value(id + 1));
            return result instanceof Item item ? Integer.valueOf(item.id) : result;
        }

        @Override
        public void close() {
            snapshot.close();
            map.verify();
            assertThat(map.stats().snapshots().open()).isZero();
            assertThat(map.stats().snapshots().retainedBytes()).isZero();
        }
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            for (Operation<Item, Item> operation : Operation.<Item, Item>all()) {
                cases.add(Arguments.of(operation, shape));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("cases")
    void happensWhollyOrNotAtAll(Operation<Item, Item> operation, Shape shape) {
        int blown = 0;
        for (int id : new int[] {1, 3, Math.max(3, shape.keys - 1), 500}) {
            int call = 1;
            while (blowsAt(call, operation, shape, id)) {
                call++;
                blown++;
            }
        }
        if (operation.name().startsWith("put")) {
            assertThat(blown).isPositive();
        }
    }

    /** False when the operation makes fewer calls. */
    private static boolean blowsAt(int call, Operation<Item, Item> operation, Shape shape, int id) {
        try (Fixture calm = new Fixture(shape);
                Fixture fixture = new Fixture(shape)) {
            Object result = calm.call(operation, id);
            Map<Integer, Integer> after = Fixture.content(calm.map);

            fixture.fuse.arm(call);
            try {
                assertThat(fixture.call(operation, id)).isEqualTo(result);
                boolean blown = fixture.fuse.hasBlown();
                fixture.fuse.arm(0);
                fixture.map.verify();
                assertThat(Fixture.content(fixture.map)).isEqualTo(after);
                assertThat(Fixture.content(fixture.snapshot)).isEqualTo(fixture.before);
                return blown;
            } catch (Blown thrown) {
                fixture.fuse.arm(0);
                fixture.map.verify();
                Map<Integer, Integer> found = Fixture.content(fixture.map);
                if (operation.wholly()) {
                    assertThat(found).isEqualTo(fixture.before);
                } else {
                    assertBetween(fixture.before, after, found);
                }
                assertThat(Fixture.content(fixture.snapshot)).isEqualTo(fixture.before);

                Object second = fixture.call(operation, id);
                if (operation.wholly()) {
                    assertThat(second).isEqualTo(result);
                }
                assertThat(Fixture.content(fixture.map)).isEqualTo(after);
                return true;
            }
        }
    }

    /** Each key has its old value or its new one. */
    private static void assertBetween(
            Map<Integer, Integer> before, Map<Integer, Integer> after, Map<Integer, Integer> found) {
        Map<Integer, Integer> all = new HashMap<>(before);
        all.putAll(after);
        all.putAll(found);
        for (Integer key : all.keySet()) {
            assertThat(found.get(key)).isIn(before.get(key), after.get(key));
        }
    }
}
