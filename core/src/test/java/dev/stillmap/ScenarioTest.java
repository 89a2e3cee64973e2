package dev.stillmap;

import dev.stillmap.scenario.BatchScenario;
import dev.stillmap.scenario.ChangesScenario;
import dev.stillmap.scenario.ClearScenario;
import dev.stillmap.scenario.EvacuationRetryScenario;
import dev.stillmap.scenario.FailedMoveScenario;
import dev.stillmap.scenario.GrowthDuringComputeScenario;
import dev.stillmap.scenario.GrowthScenario;
import dev.stillmap.scenario.RefusingHoldScenario;
import dev.stillmap.scenario.RemovePutScenario;
import dev.stillmap.scenario.Scenario;
import dev.stillmap.scenario.ShrinkScenario;
import dev.stillmap.scenario.SnapshotLadderScenario;
import dev.stillmap.scenario.SnapshotRaceScenario;
import dev.stillmap.scenario.StoreBufferScenario;
import dev.stillmap.scenario.ThrowingHashScenario;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scenarios in which mistakes in the map's protocol would show, in short and at length. Each says in its own words
 * what must hold, and has been seen red with the mistakes planted that {@link dev.stillmap.mutation.Mistake} lists beside it.
 */
class ScenarioTest {
    static Stream<Arguments> scenarios() {
        return Stream.of(
                Arguments.of(new StoreBufferScenario(), 60),
                Arguments.of(new RemovePutScenario(), 400),
                Arguments.of(new SnapshotLadderScenario(), 600),
                Arguments.of(new GrowthScenario(), 300),
                Arguments.of(new ThrowingHashScenario(), 200),
                Arguments.of(new EvacuationRetryScenario(), 60),
                Arguments.of(new SnapshotRaceScenario(), 60),
                Arguments.of(new ShrinkScenario(), 60),
                Arguments.of(new FailedMoveScenario(), 60),
                Arguments.of(new GrowthDuringComputeScenario(), 60),
                Arguments.of(new ChangesScenario(), 30),
                Arguments.of(new BatchScenario(), 60),
                Arguments.of(new ClearScenario(), 60),
                Arguments.of(new RefusingHoldScenario(), 60));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void holdInShort(Scenario scenario) throws InterruptedException {
        Stress.assertHeld(scenario, 2);
    }

    @ParameterizedTest(name = "{0}, {1} rounds")
    @MethodSource("scenarios")
    @Tag("stress")
    void holdAtLength(Scenario scenario, int rounds) throws InterruptedException {
        Stress.assertHeld(scenario, Stress.scaled(rounds));
    }
}
