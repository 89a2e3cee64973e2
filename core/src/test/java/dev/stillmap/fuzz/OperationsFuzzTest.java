package dev.stillmap.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Sequences of operations that a fuzzer makes up: see {@link OperationSequence}. Without {@code JAZZER_FUZZ} in the
 * environment only the corpus in {@code OperationsFuzzTestInputs} is run.
 *
 * <p>The corpus was chosen to reach every branch of the map that eight minutes of fuzzing had reached, and to turn red
 * with each of 28 mistakes planted in a copy of the map. Among them: a removal from an overflow that a batch forgets;
 * buckets of a batch that are not copied for a snapshot, or not noted for a comparison; copies dropped with a closed
 * snapshot; a key's exception that reaches whoever moves its bucket; a cursor that passes over the entry at its position.
 * The two inputs that find a stamp that outlives a write of the value alone were written by hand.
 */
class OperationsFuzzTest {
    @FuzzTest(maxDuration = "4m")
    void operations(byte[] input) {
        new OperationSequence(input).run();
    }
}
