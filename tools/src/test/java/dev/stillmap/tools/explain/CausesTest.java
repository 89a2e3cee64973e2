package dev.stillmap.tools.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CausesTest {

    private static final long ME = 1;

    private static final long OTHER = 2;

    private final Causes causes = new Causes();

    private void assertExplained(Cause cause, double share) {
        Explanation explanation = causes.explain(new SlowOperation(1_000, 2_000, ME, "me", "map", "put", false));
        assertThat(explanation.cause()).isEqualTo(cause);
        assertThat(explanation.share()).isEqualTo(share, Offset.offset(1e-9));
    }

    @Test
    void nothingIsKnown() {
        assertExplained(Cause.UNKNOWN, 0);
    }

    @Test
    void halfOfTheTimeIsEnough() {
        causes.addCollection(1_500, 3_000);
        assertExplained(Cause.COLLECTION, 0.5);
    }

    @Test
    void lessIsNot() {
        causes.addCollection(1_501, 3_000);
        assertExplained(Cause.UNKNOWN, 0.499);
    }

    @Test
    void whatIsUnknownSaysHowMuchIsKnown() {
        causes.addCollection(1_000, 1_300);
        causes.addWait(Cause.HOLD, ME, 1_200, 1_600);
        assertExplained(Cause.UNKNOWN, 0.6);
    }

    @Test
    void aCollectionIsNoOtherStop() {
        causes.addCollection(1_100, 1_900);
        causes.addStop(1_050, 1_950);
        assertExplained(Cause.COLLECTION, 0.8);
    }

    @Test
    void aStopForSomethingElse() {
        causes.addStop(1_050, 1_950);
        assertExplained(Cause.SAFEPOINT, 0.9);
    }

    @Test
    void theOneThatCoversMost() {
        causes.addCollection(1_000, 1_550);
        causes.addWait(Cause.FUNCTION, ME, 1_300, 1_900);
        assertExplained(Cause.FUNCTION, 0.6);
    }

    @Test
    void waitsOfOtherThreadsAreNotMine() {
        causes.addWait(Cause.HOLD, OTHER, 1_000, 2_000);
        assertExplained(Cause.UNKNOWN, 0);
    }

    @Test
    void anOperationThatTookNoTime() {
        assertThat(causes.explain(new SlowOperation(5, 5, ME, "me", "", "get", false))
                        .cause())
                .isEqualTo(Cause.UNKNOWN);
    }
}
