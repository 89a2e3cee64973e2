package dev.stillmap.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GoOrderTest {

    private static GoMap<Integer, Integer> map(long seed) {
        GoMap<Integer, Integer> map = GoMap.builder().seed(seed).build();
        for (int i = 0; i < 50; i++) {
            map.put(i * 7 % 50, i);
        }
        return map;
    }

    private static <K> List<K> keys(GoIterator<K, ?> each) {
        List<K> keys = new ArrayList<>();
        while (each.advance()) {
            keys.add(each.key());
        }
        return keys;
    }

    @Test
    void aSeedAlwaysGoesTheSameWay() {
        GoMap<Integer, Integer> map = map(1);
        List<Integer> once = keys(map.iterate(GoOrder.seeded(5)));
        assertThat(once).hasSize(50).isEqualTo(keys(map.iterate(GoOrder.seeded(5))));
        assertThat(once).isEqualTo(keys(map(1).iterate(GoOrder.seeded(5))));
        assertThat(once).isNotEqualTo(keys(map.iterate(GoOrder.seeded(6))));
    }

    @Test
    void ascendingBeginsWithTheFirstBucket() {
        GoMap<Integer, Integer> map = map(1);
        GoIterator<Integer, Integer> each = map.iterate(GoOrder.ascending());
        each.advance();
        assertThat(each.state().startBucket()).isZero();
        assertThat(each.state().offset()).isZero();
        assertThat(keys(map.iterate(GoOrder.ascending()))).isEqualTo(keys(map.iterate(GoOrder.ascending())));
    }

    @Test
    void mapsOfOneSeedDoTheSame() {
        assertThat(new ArrayList<>(map(3).keySet())).isEqualTo(new ArrayList<>(map(3).keySet()));
    }

    @Test
    void sortedGoesFromTheLeastToTheGreatest() {
        assertThat(keys(map(1).iterate(GoOrder.sorted(Comparator.<Integer>naturalOrder()))))
                .hasSize(50)
                .isSorted();
        assertThat(keys(map(1).iterate(GoOrder.sorted(Comparator.<Integer>reverseOrder()))))
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void sortedLeavesOutWhatIsGoneAndHasTheValuesOfNow() {
        GoMap<Integer, Integer> map = map(1);
        GoIterator<Integer, Integer> each = map.iterate(GoOrder.sorted(Comparator.<Integer>naturalOrder()));
        assertThat(each.advance()).isTrue();
        map.remove(1);
        map.put(2, -2);
        map.put(100, 100);
        assertThat(each.advance()).isTrue();
        assertThat(each.key()).isEqualTo(2);
        assertThat(each.value()).isEqualTo(-2);
        assertThat(keys(each)).hasSize(47).isSorted().doesNotContain(100);
    }

    @Test
    void sortedHasKeysThatCannotBeFound() {
        GoMap<Double, Integer> map = GoMap.builder().goEquality().seed(1).build();
        for (int i = 0; i < 3; i++) {
            map.put(Double.NaN, i);
            map.put((double) i, i);
        }
        GoOrder<Double> order = GoOrder.sorted(Comparator.naturalOrder());
        assertThat(keys(map.iterate(order))).containsExactly(0.0, 1.0, 2.0, Double.NaN, Double.NaN, Double.NaN);

        GoIterator<Double, Integer> each = map.iterate(order);
        each.advance();
        GoIterator<Double, Integer> removing = map.iterate();
        while (removing.advance()) {
            if (removing.key().isNaN() && removing.value() != 1) {
                removing.remove();
            }
        }
        assertThat(keys(each)).containsExactly(1.0, 2.0, Double.NaN);
        each = map.iterate(order);
        each.advance();
        map.clear();
        assertThat(each.advance()).isFalse();
    }

    @Test
    void anOrderIsNotNull() {
        assertThatNullPointerException().isThrownBy(() -> GoOrder.sorted(null));
        assertThatNullPointerException().isThrownBy(() -> GoMap.builder().order(null));
        assertThatNullPointerException().isThrownBy(() -> map(1).iterate(null));
    }

    /** It is asked again for the whole order, and nothing is left out. */
    @Test
    void aComparatorThatThrewMayBeAskedAgain() {
        var thrown = new AtomicBoolean();
        GoIterator<Integer, Integer> each = map(1).iterate(GoOrder.sorted((one, other) -> {
            if (thrown.compareAndSet(false, true)) {
                throw new IllegalStateException("not yet");
            }
            return Integer.compare(one, other);
        }));
        assertThatIllegalStateException().isThrownBy(each::advance).withMessage("not yet");
        assertThat(keys(each)).hasSize(50).isSorted();
    }

    @Test
    void theMapsOrderIsThatOfItsViews() {
        GoMap<Integer, Integer> map = GoMap.builder()
                .order(GoOrder.sorted(Comparator.comparing(Object::toString)))
                .build();
        for (int i = 0; i < 30; i++) {
            map.put(i, i);
        }
        assertThat(new ArrayList<>(map.keySet())).isSortedAccordingTo(Comparator.comparing(Object::toString));
        assertThat(map.copy().keySet()).containsExactlyElementsOf(map.keySet());
    }
}
