package dev.stillmap;

import dev.stillmap.scenario.CausalScenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Snapshots are linearizable: the causal test, at length and with few and many threads.
 *
 * <p>Seen red within seconds with the epoch read before the bucket is locked (in {@code MapCore.commit} and in its short
 * form alike), with an epoch number used twice, and with copies of closed snapshots not handed over.
 */
class CausalTest {
    @Test
    void inShort() throws InterruptedException {
        Stress.assertHeld(new CausalScenario(), 6);
    }

    @ParameterizedTest(name = "{0} writers, {1} threads that take snapshots")
    @CsvSource({"2, 1", "2, 2", "3, 1", "6, 4"})
    @Tag("stress")
    void respectsCauseAndEffect(int writers, int snapshotters) throws InterruptedException {
        Stress.assertHeld(new CausalScenario(writers, snapshotters), Stress.scaled(50));
    }
}
