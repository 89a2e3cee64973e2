package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.stats.MapOperation;
import dev.stillmap.stats.OperationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperationListenerTest {

    /** Notes what it is told, in one thread. */
    private static final class Noting implements OperationListener {

        final List<MapOperation> told = new ArrayList<>();

        private final boolean picks;

        int asked;

        Noting(boolean picks) {
            this.picks = picks;
        }

        @Override
        public boolean samples() {
            asked++;
            return picks;
        }

        @Override
        public void operated(MapOperation operation, long nanos) {
            assertThat(nanos).isNotNegative();
            told.add(operation);
        }
    }

    @Test
    void everyOperationIsToldByItsKind() {
        StillMap<Integer, Integer> map = new StillMap<>();
        map.put(1, 1);
        Noting noting = new Noting(true);
        map.addOperationListener(noting);

        map.get(1);
        map.getOrDefault(2, 3);
        map.containsKey(1);
        assertThat(take(noting)).containsExactly(MapOperation.GET, MapOperation.GET, MapOperation.GET);
        map.put(1, 2);
        map.putIfAbsent(1, 3);
        assertThat(take(noting)).containsExactly(MapOperation.PUT, MapOperation.PUT);
        map.replace(1, 3);
        map.replace(1, 3, 4);
        map.replaceStamped(1, map.getStamped(1), 5);
        assertThat(take(noting)).containsExactly(MapOperation.REPLACE, MapOperation.REPLACE, MapOperation.REPLACE);
        map.remove(1);
        map.remove(1, 5);
        map.keySet().remove(7);
        assertThat(take(noting)).containsExactly(MapOperation.REMOVE, MapOperation.REMOVE, MapOperation.REMOVE);
        map.compute(1, (key, old) -> 1);
        map.computeIfAbsent(1, key -> 2);
        map.computeIfAbsent(2, key -> 2);
        map.computeIfPresent(1, (key, old) -> 3);
        map.merge(1, 1, Integer::sum);
        assertThat(take(noting)).hasSize(5).containsOnly(MapOperation.COMPUTE);
        map.batch().put(1, 1).put(2, 2).remove(3).commit();
        assertThat(take(noting)).hasSize(3).containsOnly(MapOperation.BATCH);

        map.removeOperationListener(noting);
        map.get(1);
        map.batch().put(1, 1).commit();
        assertThat(noting.told).isEmpty();
    }

    private static List<MapOperation> take(Noting noting) {
        List<MapOperation> told = List.copyOf(noting.told);
        noting.told.clear();
        return told;
    }

    static List<Operation<Integer, Integer>> operations() {
        return Operation.all();
    }

    /** Nothing that an operation returns or does depends on who listens. */
    @ParameterizedTest
    @MethodSource("operations")
    void listeningChangesNoResult(Operation<Integer, Integer> operation) {
        for (boolean picks : new boolean[] {true, false}) {
            for (int key : new int[] {5, 1_000}) {
                StillMap<Integer, Integer> alone = HoldFixture.map();
                StillMap<Integer, Integer> listened = HoldFixture.map();
                listened.addOperationListener(new Noting(picks));
                assertThat(operation.action().call(listened, key, 77))
                        .isEqualTo(operation.action().call(alone, key, 77));
                assertThat(listened).isEqualTo(alone);
                listened.verify();
            }
        }
    }

    @Test
    void eachListenerPicksForItself() {
        StillMap<Integer, Integer> map = new StillMap<>();
        Noting all = new Noting(true);
        Noting none = new Noting(false);
        Noting more = new Noting(true);
        for (Noting each : List.of(all, none, more, all)) {
            map.addOperationListener(each);
        }
        map.put(1, 1);
        assertThat(all.told).isEqualTo(more.told).containsExactly(MapOperation.PUT);
        assertThat(none.told).isEmpty();
        assertThat(none.asked).isEqualTo(1);

        map.removeOperationListener(none);
        map.removeOperationListener(none);
        map.put(1, 1);
        assertThat(none.asked).isEqualTo(1);
        assertThat(all.told).isEqualTo(more.told).hasSize(2);
        map.removeOperationListener(more);
        map.removeOperationListener(all);
        map.put(1, 1);
        assertThat(all.told).isEqualTo(more.told).hasSize(2);
    }

    /** More often than compiled code is made anew for it. */
    @Test
    void listenersComeAndGo() {
        StillMap<Integer, Integer> map = new StillMap<>();
        for (int i = 0; i < 100; i++) {
            Noting noting = new Noting(true);
            map.addOperationListener(noting);
            map.put(1, i);
            map.removeOperationListener(noting);
            map.put(1, i);
            assertThat(noting.told).containsExactly(MapOperation.PUT);
        }
    }

    @Test
    void anOperationThatThrowsIsToldToo() {
        StillMap<Integer, Integer> map = new StillMap<>();
        Noting noting = new Noting(true);
        map.addOperationListener(noting);
        assertThatThrownBy(() -> map.compute(1, (key, old) -> {
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("on purpose");
        assertThat(take(noting)).containsExactly(MapOperation.COMPUTE);
        assertThatThrownBy(() -> map.batch()
                        .put(2, 2)
                        .compute(1, (key, old) -> {
                            throw new IllegalArgumentException("on purpose");
                        })
                        .commit())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(noting.told).containsExactly(MapOperation.BATCH, MapOperation.BATCH);
    }

    /** Where a listener throws, and what. */
    enum Fault {
        SAMPLES(new IllegalStateException("on purpose")),
        OPERATED(new AssertionError("on purpose")),
        CHECKED(new Exception("on purpose")),
        MEMORY(new OutOfMemoryError("on purpose"));

        private final Throwable thrown;

        Fault(Throwable thrown) {
            this.thrown = thrown;
        }

        @SuppressWarnings("unchecked") // other languages throw what is not declared
        <E extends Throwable> void strike() throws E {
            throw (E) thrown;
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aListenerThatThrowsReachesNobody(Fault fault) {
        StillMap<Integer, Integer> map = new StillMap<>();
        map.addOperationListener(new OperationListener() {
            @Override
            public boolean samples() {
                if (fault == Fault.SAMPLES) {
                    fault.strike();
                }
                return true;
            }

            @Override
            public void operated(MapOperation operation, long nanos) {
                fault.strike();
            }
        });
        Noting other = new Noting(true);
        map.addOperationListener(other);
        for (int i = 0; i < 3; i++) {
            map.put(i, i);
            map.batch().put(i, i + 1).commit();
            assertThat(map.get(i)).isEqualTo(i + 1);
        }
        assertThat(map).isEqualTo(Map.of(0, 1, 1, 2, 2, 3));
        assertThat(other.told).hasSize(9);
    }
}
