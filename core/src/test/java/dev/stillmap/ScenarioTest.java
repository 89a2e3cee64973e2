package dev.stillmap;

import dev.stillmap.scenario.EvacuationRetryScenario;
import dev.stillmap.scenario.FailedMoveScenario;
import dev.stillmap.scenario.GrowthDuringComputeScenario;
import dev.stillmap.scenario.GrowthScenario;
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
 * what must hold, and has been seen red with mistakes planted:
 *
 * <ul>
 *   <li>{@link StoreBufferScenario}: lookups, or iterations, that go on through a locked bucket;
 *   <li>{@link RemovePutScenario}: a remove that does not move the pair, or moves it at the unlock only; an insert that
 *       does not look at the control word again under the lock; a lookup without its second look at the word;
 *   <li>{@link SnapshotLadderScenario}: a closed snapshot whose copies are not handed over, or without the handshake
 *       with writers; open snapshots lost from the list; a passed scan that ends the search for older ones; an epoch
 *       number used twice; a snapshot read through a locked bucket;
 *   <li>{@link GrowthScenario}: the epoch of a move not noted; segments released while a snapshot needs them;
 *   <li>{@link ThrowingHashScenario} and {@link EvacuationRetryScenario}: a key's exception passed on to who moves it;
 *   <li>{@link SnapshotRaceScenario}, {@link ShrinkScenario}, {@link FailedMoveScenario} and
 *       {@link GrowthDuringComputeScenario}: see {@link PlantedMistakesTest}.
 * </ul>
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
                Arguments.of(new GrowthDuringComputeScenario(), 60));
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
