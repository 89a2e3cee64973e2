package dev.stillmap;

import dev.stillmap.scenario.RandomOperationsScenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random operations and snapshots against a HashMap, each round from one bucket;
 * {@link RandomOperationsScenario#OPERATIONS} operations a round.
 */
class RandomOperationsTest {
    @Test
    void agreeWithAHashMapInShort() throws InterruptedException {
        Stress.assertHeld(new RandomOperationsScenario(), 5);
    }

    @Test
    @Tag("stress")
    void agreeWithAHashMap() throws InterruptedException {
        Stress.assertHeld(new RandomOperationsScenario(), Stress.scaled(200));
    }
}
