package dev.stillmap.trace;

import static dev.stillmap.trace.IterationState.CREATED;
import static dev.stillmap.trace.IterationState.EXHAUSTED;
import static dev.stillmap.trace.IterationState.RELEASED;
import static dev.stillmap.trace.IterationState.WALKING;
import static dev.stillmap.trace.IterationState.WALKING_OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.SystemProperty;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IterationTracerTest {
    private static final Place HERE = new Place(3, 1, 7, 64, 2);

    private final IterationTracer tracer = IterationTracer.of(null, "x");

    private final TraceRing ring = new TraceRing(100);

    @Test
    void withoutASinkNothingIsTraced() {
        assertThat(tracer.isOn()).isFalse();
        assertThat(tracer.begin(Watched.VIEW, "LIVE", HERE)).isNull();
        assertThat(tracer.alive()).isEmpty();
    }

    @Test
    void eachStepIsARecord() {
        tracer.addSink(ring);
        tracer.recordCallers(false);
        IterationLife life = tracer.begin(Watched.ITERATION, "SNAPSHOT", HERE);
        Place there = new Place(4, 0, 7, 64, 5);
        life.moveTo(WALKING_OLD, there);
        life.release(true);
        assertThat(ring.records()).extracting(TransitionRecord::to).containsExactly(CREATED, WALKING_OLD, RELEASED);
        assertThat(ring.records()).extracting(TransitionRecord::from).containsExactly(null, CREATED, WALKING_OLD);
        assertThat(ring.records()).extracting(TransitionRecord::step).containsExactly(0, 1, 2);
        assertThat(ring.records()).extracting(TransitionRecord::place).containsExactly(HERE, there, there);
        assertThat(ring.records()).extracting(TransitionRecord::leaked).containsExactly(false, false, true);
        assertThat(ring.records()).allSatisfy(made -> {
            assertThat(made.map()).isEqualTo(tracer.mapName());
            assertThat(made.watched()).isEqualTo(Watched.ITERATION);
            assertThat(made.contract()).isEqualTo("SNAPSHOT");
            assertThat(made.iteration()).isEqualTo(life.id());
            assertThat(made.thread()).startsWith(Thread.currentThread().getName() + "#");
            assertThat(made.caller()).isNull();
        });
        assertThat(ring.records()).extracting(TransitionRecord::nanos).isSorted();
        assertThat(ring.records().get(1))
                .asString()
                .contains(
                        " ITERATION " + life.id() + " SNAPSHOT #1: CREATED -> WALKING_OLD",
                        "bucket 4 of 64 (5 moved), slot 0, epoch 7");
    }

    @Test
    void stayingInAStateIsNoRecord() {
        tracer.addSink(ring);
        IterationLife life = begin();
        life.moveTo(WALKING, HERE);
        Place there = new Place(4, 1, 7, 64, 2);
        life.moveTo(WALKING, there);
        assertThat(life.place()).isEqualTo(there);
        assertThat(ring.records()).hasSize(2);
        life.release(false);
        life.release(true);
        assertThat(ring.records()).hasSize(3);
        assertThat(life.state()).isEqualTo(RELEASED);
    }

    @Test
    void aliveIsWhatHasNotBeenReleased() {
        tracer.addSink(ring);
        IterationLife first = begin();
        IterationLife second = begin();
        first.moveTo(EXHAUSTED, HERE);
        assertThat(tracer.alive()).containsExactlyInAnyOrder(first, second);
        first.release(false);
        assertThat(tracer.alive()).containsExactly(second);
        second.moveTo(RELEASED, HERE);
        assertThat(tracer.alive()).isEmpty();
    }

    @Test
    void sinksComeAndGoWhileAnIterationIsAlive() {
        TraceRing other = new TraceRing(100);
        tracer.addSink(ring);
        IterationLife life = begin();
        tracer.addSink(other);
        tracer.addSink(other);
        life.moveTo(WALKING, HERE);
        tracer.removeSink(ring);
        life.moveTo(WALKING_OLD, HERE);
        tracer.removeSink(other);
        tracer.removeSink(other);
        assertThat(tracer.isOn()).isFalse();
        life.moveTo(EXHAUSTED, HERE);
        tracer.addSink(ring);
        life.release(false);
        assertThat(ring.records()).extracting(TransitionRecord::to).containsExactly(CREATED, WALKING, RELEASED);
        assertThat(other.records()).extracting(TransitionRecord::to).containsExactly(WALKING, WALKING_OLD);
        assertThat(ring.records()).extracting(TransitionRecord::step).containsExactly(0, 1, 4);
        assertThat(tracer.alive()).isEmpty();
        assertThatNullPointerException().isThrownBy(() -> tracer.addSink(null));
    }

    /** All are equal to each other. */
    private record Listed(List<TransitionRecord> list) implements TraceSink {
        @Override
        public void accept(TransitionRecord transition) {
            list.add(transition);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Listed;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void equalSinksAreNotTheSameSink() {
        Listed first = new Listed(new ArrayList<>());
        Listed second = new Listed(new ArrayList<>());
        tracer.addSink(first);
        tracer.addSink(second);
        IterationLife life = begin();
        tracer.removeSink(second);
        life.release(false);
        assertThat(first.list()).hasSize(2);
        assertThat(second.list()).hasSize(1);
    }

    @Test
    void aSinkThatThrowsIsCountedAndHarmless() {
        try (Logged log = new Logged()) {
            tracer.addSink(made -> {
                throw new AssertionError("sink");
            });
            tracer.addSink(ring);
            begin().release(false);
            assertThat(log.messages()).containsExactly("a sink of the trace of map " + tracer.mapName() + " failed");
        }
        assertThat(ring.records()).hasSize(2);
        assertThat(tracer.sinkFailures()).isEqualTo(2);
        assertThat(tracer.illegalTransitions()).isZero();
    }

    @Test
    void aSinkWithoutMemoryLeavesNothingBehind() {
        tracer.addSink(made -> {
            throw new OutOfMemoryError("sink");
        });
        assertThatThrownBy(this::begin).isInstanceOf(OutOfMemoryError.class);
        assertThat(tracer.alive()).isEmpty();
    }

    @Test
    void anIllegalTransitionIsCountedAndLogged() {
        tracer.addSink(ring);
        IterationLife life = begin();
        life.moveTo(EXHAUSTED, HERE);
        try (Logged log = new Logged()) {
            life.moveTo(WALKING, HERE);
            assertThat(log.messages())
                    .containsExactly("illegal transition: " + ring.records().get(2));
        }
        assertThat(tracer.illegalTransitions()).isEqualTo(1);
        assertThat(life.state()).isEqualTo(WALKING);
        life.release(false);
        assertThat(tracer.illegalTransitions()).isEqualTo(1);
    }

    @Test
    void anIllegalTransitionIsNoticedWhileNobodyListens() {
        tracer.addSink(ring);
        IterationLife life = begin();
        tracer.removeSink(ring);
        life.release(false);
        try (Logged log = new Logged()) {
            life.moveTo(WALKING, HERE);
            assertThat(log.messages()).hasSize(1);
        }
        assertThat(tracer.illegalTransitions()).isEqualTo(1);
    }

    @Test
    void anIllegalTransitionIsThrownInDevelopment() {
        IterationTracer strict =
                SystemProperty.during("stillmap.development", "true", () -> IterationTracer.of(null, "strict"));
        strict.addSink(ring);
        IterationLife life = strict.begin(Watched.VIEW, "LIVE", HERE);
        life.moveTo(EXHAUSTED, HERE);
        try (Logged log = new Logged()) {
            assertThatThrownBy(() -> life.moveTo(CREATED, HERE))
                    .isInstanceOf(IllegalIterationStateException.class)
                    .hasMessageContaining("EXHAUSTED -> CREATED");
            assertThat(log.messages()).hasSize(1);
        }
        assertThat(strict.illegalTransitions()).isEqualTo(1);
        assertThat(ring.records()).hasSize(3);
    }

    @Test
    void aMapWithoutANameGetsOne() {
        assertThat(tracer.mapName()).matches("x-\\d+");
        assertThat(IterationTracer.of(null, "x").mapName()).isNotEqualTo(tracer.mapName());
        assertThat(IterationTracer.of("sessions", "x").mapName()).isEqualTo("sessions");
    }

    private IterationLife begin() {
        return tracer.begin(Watched.VIEW, "LIVE", HERE);
    }
}
