package dev.stillmap.tools.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NestingTest {

    private static SlowOperation traced(long thread, long from, long to, String name) {
        return new SlowOperation(from, to, thread, "thread", "", name, true);
    }

    private static SlowOperation recorded(long thread, long from, long to, String name) {
        return new SlowOperation(from, to, thread, "thread", "map", name, false);
    }

    private static List<String> left(List<SlowOperation> operations) {
        List<SlowOperation> shuffled = new ArrayList<>(operations);
        Collections.reverse(shuffled);
        return Nesting.outermost(shuffled).stream()
                .map(SlowOperation::operation)
                .toList();
    }

    @Test
    void whatATracedMethodCallsIsPartOfIt() {
        assertThat(left(List.of(
                        traced(1, 10, 90, "iterate"),
                        traced(1, 20, 80, "walk"),
                        traced(1, 30, 40, "cast"),
                        traced(1, 95, 99, "put"))))
                .containsExactly("iterate", "put");
    }

    @Test
    void otherThreadsDoNotCallIt() {
        assertThat(left(List.of(traced(1, 10, 90, "iterate"), traced(2, 20, 80, "put"))))
                .containsExactly("iterate", "put");
    }

    @Test
    void whatIsRecordedStandsForItself() {
        assertThat(left(List.of(
                        recorded(1, 10, 90, "compute"),
                        traced(1, 11, 89, "StillMap.compute"),
                        recorded(1, 20, 30, "put"))))
                .containsExactly("compute", "put");
    }

    @Test
    void ofTwoThatTookTheSameTimeOneIsLeft() {
        assertThat(left(List.of(recorded(1, 10, 90, "put"), traced(1, 10, 90, "StillMap.put"))))
                .containsExactly("put");
        assertThat(left(List.of(traced(1, 10, 90, "a"), traced(1, 10, 90, "b"))))
                .hasSize(1);
    }

    @Test
    void whatOnlyOverlapsIsAnother() {
        assertThat(left(List.of(traced(1, 10, 50, "a"), traced(1, 50, 60, "b"), traced(1, 60, 70, "c"))))
                .containsExactly("a", "b", "c");
    }
}
