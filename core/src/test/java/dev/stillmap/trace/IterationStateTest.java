package dev.stillmap.trace;

import static dev.stillmap.trace.IterationState.CREATED;
import static dev.stillmap.trace.IterationState.EXHAUSTED;
import static dev.stillmap.trace.IterationState.RELEASED;
import static dev.stillmap.trace.IterationState.WALKING;
import static dev.stillmap.trace.IterationState.WALKING_NEW;
import static dev.stillmap.trace.IterationState.WALKING_OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IterationStateTest {
    private static final Map<IterationState, Set<IterationState>> TABLE = Map.of(
            CREATED, Set.of(WALKING, WALKING_OLD, WALKING_NEW, EXHAUSTED, RELEASED),
            WALKING, Set.of(WALKING_OLD, WALKING_NEW, EXHAUSTED, RELEASED),
            WALKING_OLD, Set.of(WALKING_NEW, EXHAUSTED, RELEASED),
            WALKING_NEW, Set.of(WALKING_OLD, EXHAUSTED, RELEASED),
            EXHAUSTED, Set.of(RELEASED),
            RELEASED, Set.of());

    @ParameterizedTest
    @EnumSource
    void onlyWhatTheTableSaysMayFollow(IterationState from) {
        for (IterationState to : IterationState.values()) {
            assertThat(from.mayGoTo(to))
                    .as("%s to %s", from, to)
                    .isEqualTo(TABLE.get(from).contains(to));
        }
        assertThat(from.successors()).isEqualTo(TABLE.get(from));
    }

    @ParameterizedTest
    @EnumSource
    void theTableCannotBeChanged(IterationState state) {
        assertThatThrownBy(() -> state.successors().add(CREATED)).isInstanceOf(UnsupportedOperationException.class);
    }
}
