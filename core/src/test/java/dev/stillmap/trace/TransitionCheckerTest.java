package dev.stillmap.trace;

import static dev.stillmap.trace.IterationState.CREATED;
import static dev.stillmap.trace.IterationState.EXHAUSTED;
import static dev.stillmap.trace.IterationState.RELEASED;
import static dev.stillmap.trace.IterationState.WALKING;
import static dev.stillmap.trace.IterationState.WALKING_NEW;
import static dev.stillmap.trace.IterationState.WALKING_OLD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.Stress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransitionCheckerTest {
    private final List<IllegalJump> found = new ArrayList<>();

    private final TransitionChecker checker = new TransitionChecker(found::add);

    @Test
    void aLegalLifeIsNotReported() {
        life(1, CREATED, WALKING, WALKING_OLD, WALKING_NEW, WALKING_OLD, EXHAUSTED, RELEASED);
        assertFound();
        assertThat(checker.records()).isEqualTo(7);
        assertThat(checker.missing()).isZero();
    }

    @Test
    void aStateThatMayNotFollowIsReported() {
        life(1, CREATED, EXHAUSTED, WALKING);
        assertFound("WALKING may not follow EXHAUSTED");
    }

    @Test
    void stayingInAStateIsNoTransition() {
        life(1, CREATED, WALKING, WALKING);
        assertFound("WALKING may not follow WALKING");
    }

    @Test
    void aStepFromAnotherStateThanTheLastIsReported() {
        life(1, CREATED, WALKING);
        step(1, 2, WALKING_OLD, EXHAUSTED);
        assertFound("it was WALKING, but the step is made from WALKING_OLD");
    }

    @Test
    void whateverFollowsTheReleaseIsReported() {
        life(1, CREATED, RELEASED);
        step(1, 2, RELEASED, WALKING);
        step(1, 3, WALKING, EXHAUSTED);
        step(1, 4, EXHAUSTED, RELEASED);
        step(1, 0, null, CREATED);
        String released = "iteration 1 was released before";
        assertFound(released, released, released, released);
    }

    @Test
    void aSecondBeginningIsReported() {
        life(1, CREATED, WALKING);
        step(1, 2, null, CREATED);
        assertFound("iteration 1 begins a second time");
    }

    @Test
    void aBeginningThatIsNoFirstStepIsReported() {
        step(1, 3, null, CREATED);
        assertFound("iteration 1 begins a second time");
    }

    @Test
    void aLifeThatBeginsInAnotherStateIsReported() {
        step(1, 0, null, WALKING);
        assertFound("a life begins with CREATED, not with WALKING");
    }

    @Test
    void aStepThatComesTooLateIsReported() {
        life(1, CREATED, WALKING, WALKING_OLD);
        step(1, 1, CREATED, WALKING);
        assertFound("step 1 comes after step 2");
    }

    @Test
    void missingRecordsAreCountedAndNotHeldAgainstAnyone() {
        step(1, 4, WALKING_OLD, WALKING_NEW);
        assertThat(checker.missing()).isEqualTo(4);
        step(1, 7, WALKING_OLD, EXHAUSTED);
        assertThat(checker.missing()).isEqualTo(6);
        step(1, 8, EXHAUSTED, RELEASED);
        assertThat(checker.missing()).isEqualTo(6);
        assertFound();
    }

    @Test
    void anIllegalJumpAfterMissingRecordsIsReported() {
        life(1, CREATED);
        step(1, 5, EXHAUSTED, WALKING);
        assertFound("WALKING may not follow EXHAUSTED");
        assertThat(checker.missing()).isEqualTo(4);
    }

    @Test
    void iterationsAreToldApart() {
        step(1, 0, null, CREATED);
        step(2, 0, null, CREATED);
        step(2, 1, CREATED, RELEASED);
        step(1, 1, CREATED, WALKING);
        assertFound();
    }

    @Test
    void fiveRecordsBeforeAndAfterAreShown() {
        List<TransitionRecord> records = new ArrayList<>();
        for (long iteration = 1; iteration <= 13; iteration++) {
            records.add(Lives.record(iteration, 0, null, iteration == 7 ? WALKING : CREATED));
        }
        records.subList(0, 11).forEach(checker::accept);
        assertThat(found).isEmpty();
        assertThat(checker.illegal()).isEqualTo(1);
        checker.accept(records.get(11));
        assertThat(found).singleElement().satisfies(jump -> {
            assertThat(jump.transition()).isSameAs(records.get(6));
            assertThat(jump.before()).isEqualTo(records.subList(1, 6));
            assertThat(jump.after()).isEqualTo(records.subList(7, 12));
        });
        checker.accept(records.get(12));
        checker.finish();
        assertThat(found).hasSize(1);
    }

    @Test
    void atTheEndsFewerAreShown() {
        step(1, 0, null, WALKING);
        step(2, 0, null, CREATED);
        checker.finish();
        assertThat(found).singleElement().satisfies(jump -> {
            assertThat(jump.before()).isEmpty();
            assertThat(jump.after()).hasSize(1);
        });
        step(3, 0, null, CREATED);
        assertThat(found.get(0).after()).hasSize(1);
    }

    @Test
    void neighbouringJumpsAreEachShown() {
        step(1, 0, null, WALKING);
        step(2, 0, null, WALKING_OLD);
        checker.finish();
        assertThat(found).hasSize(2);
        assertThat(found.get(0).after()).containsExactly(found.get(1).transition());
        assertThat(found.get(1).before()).containsExactly(found.get(0).transition());
    }

    @Test
    void theTextMarksTheJumpAndItsIteration() {
        life(1, CREATED);
        life(2, CREATED);
        step(1, 1, CREATED, CREATED);
        checker.finish();
        assertThat(found.get(0).toString().lines().map(line -> line.substring(0, 1)))
                .containsExactly("i", "*", " ", ">");
    }

    @Test
    void randomLegalLivesAreNotReported() {
        long seed = Stress.seed();
        Lives.legal(seed, Stress.scaled(100_000), checker::accept);
        checker.finish();
        assertThat(found).as("seed %d", seed).isEmpty();
        assertThat(checker.missing()).as("seed %d", seed).isZero();
    }

    @Test
    void onePlantedJumpIsFoundAndNothingElse() {
        Random seeds = new Random(Stress.seed());
        for (int round = 0; round < Stress.scaled(1_000); round++) {
            long seed = seeds.nextLong();
            List<TransitionRecord> stream = new ArrayList<>();
            TransitionRecord planted = Lives.withOneIllegal(seed, 1 + seeds.nextInt(50), stream::add);
            int place = stream.indexOf(planted);
            List<IllegalJump> jumps = new ArrayList<>();
            TransitionChecker fresh = new TransitionChecker(jumps::add);
            stream.forEach(fresh::accept);
            fresh.finish();
            assertThat(jumps).as("seed %d", seed).singleElement().satisfies(jump -> {
                assertThat(jump.transition()).isSameAs(planted);
                assertThat(jump.before()).isEqualTo(stream.subList(Math.max(0, place - 5), place));
                assertThat(jump.after()).isEqualTo(stream.subList(place + 1, Math.min(stream.size(), place + 6)));
            });
        }
    }

    /** Ten thousand are remembered. */
    @Test
    void whatWasReleasedLongAgoIsForgotten() {
        for (long iteration = 1; iteration <= 10_001; iteration++) {
            life(iteration, CREATED, RELEASED);
        }
        step(1, 2, WALKING, EXHAUSTED);
        step(2, 2, RELEASED, RELEASED);
        assertFound("iteration 2 was released before");
        assertThat(checker.missing()).isEqualTo(2);
    }

    private void life(long iteration, IterationState... states) {
        for (int step = 0; step < states.length; step++) {
            step(iteration, step, step == 0 ? null : states[step - 1], states[step]);
        }
    }

    private void step(long iteration, int step, @Nullable IterationState from, IterationState to) {
        checker.accept(Lives.record(iteration, step, from, to));
    }

    private void assertFound(String... reasons) {
        checker.finish();
        assertThat(found).extracting(IllegalJump::reason).containsExactly(reasons);
        assertThat(checker.illegal()).isEqualTo(reasons.length);
    }
}
