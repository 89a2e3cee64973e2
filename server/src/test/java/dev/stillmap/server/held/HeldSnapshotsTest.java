package dev.stillmap.server.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.generator.CardPayments;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HeldSnapshotsTest {

    private Instant now = Instant.EPOCH;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

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
        now = now.plusSeconds(5);
        held.expire();
        assertThat(held.get(first.id())).isNull();
        assertThat(held.ended(first.id())).isEqualTo(now);
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
        now = now.plusSeconds(2);
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
}
