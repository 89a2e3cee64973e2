package dev.stillmap.server.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillmap.server.ManualClock;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.EventParser;
import dev.stillmap.server.generator.CardPayments;
import dev.stillmap.server.generator.Payment;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HeldSnapshotsTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    private final HeldSnapshots held = new HeldSnapshots(
            new Engine(CardPayments.definition()),
            new SnapshotLimits(2, Duration.ofSeconds(10), Duration.ofMinutes(1)),
            clock);

    private HeldSnapshot take(int seconds) {
        return Objects.requireNonNull(held.take("", Duration.ofSeconds(seconds)));
    }

    @Test
    void oneIsClosedWhenItsTimeIsOver() {
        HeldSnapshot first = take(5);
        HeldSnapshot second = Objects.requireNonNull(held.take("usual", null));
        clock.advance(Duration.ofSeconds(5));
        held.expire();
        assertThat(held.get(first.id())).isNull();
        assertThat(held.ended(first.id())).isEqualTo(new SnapshotEnd(clock.instant(), false));
        assertThat(held.all()).containsExactly(second);
        assertThatIllegalStateException().isThrownBy(() -> first.snapshot().size("card"));
        assertThat(second.snapshot().size("card")).isZero();
    }

    @Test
    void noMoreAreHeldThanAllowedAndEachGivesItsPlaceBackOnce() {
        HeldSnapshot first = take(5);
        take(60);
        assertThat(held.take("", null)).isNull();
        assertThat(held.close(first.id())).isTrue();
        assertThat(held.close(first.id())).isFalse();
        take(1);
        assertThat(held.take("", null)).isNull();
        clock.advance(Duration.ofSeconds(2));
        take(1);
    }

    @Test
    void aTimeThatIsTooLongOrNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> held.take("", Duration.ofSeconds(61)))
                .withMessageContaining("60s at most");
        assertThatIllegalArgumentException().isThrownBy(() -> held.take("", Duration.ZERO));
        assertThat(held.all()).isEmpty();
    }

    @Test
    void oneThatKeptTooMuchMemoryIsNotHeldAnyLonger() throws BadEventException {
        Engine engine = new Engine(CardPayments.definition(), 1 << 16);
        HeldSnapshots bounded = new HeldSnapshots(engine, SnapshotLimits.DEFAULT, clock);
        CardPayments payments = new CardPayments(1, Instant.EPOCH, 1_000);
        EventParser parser = new EventParser(engine.definition().input());
        apply(engine, parser, payments, 20_000);
        HeldSnapshot oldest = Objects.requireNonNull(bounded.take("", null));
        // What they were as of the snapshot is kept alive for it.
        apply(engine, parser, payments, 20_000);
        assertThat(bounded.get(oldest.id())).isNull();
        assertThat(bounded.all()).isEmpty();
        assertThat(Objects.requireNonNull(bounded.ended(oldest.id())).forMemory())
                .isTrue();
        assertThat(bounded.take("", null)).isNotNull();
    }

    private static void apply(Engine engine, EventParser parser, CardPayments payments, int count)
            throws BadEventException {
        for (int i = 0; i < count; i++) {
            Payment payment = payments.next();
            engine.apply(parser.parse(field -> payment.column(Objects.requireNonNull(field.column()))));
        }
    }
}
