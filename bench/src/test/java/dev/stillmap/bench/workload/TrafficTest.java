package dev.stillmap.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every draw has a fixed seed, so the shares are the same in each run. */
class TrafficTest {
    private static final int DRAWS = 200_000;
    private static final Object[] UNIVERSE = Keys.stored(KeyKind.LONG, 1_000);

    @Test
    void zipfDrawsRanksInTheirShares() {
        var zipf = new Zipf(100, 0.99);
        var random = new SplittableRandom(1);
        var counts = new int[100];
        for (int i = 0; i < DRAWS; i++) {
            counts[zipf.draw(random)]++;
        }
        for (int rank = 0; rank < counts.length; rank++) {
            assertThat((double) counts[rank] / DRAWS).isCloseTo(zipf.share(rank), within(0.005));
        }
        assertThat(zipf.share(0) / zipf.share(9)).isCloseTo(Math.pow(10, 0.99), within(1e-9));
    }

    @Test
    void mixedTrafficHasItsShares() {
        var traffic = new Traffic(Traffic.Profile.ZIPF_80_15_5, UNIVERSE, 1);
        var counts = new int[3];
        var keys = new HashMap<Object, Integer>();
        for (int i = 0; i < DRAWS; i++) {
            counts[traffic.operation(i)]++;
            keys.merge(traffic.key(i), 1, Integer::sum);
        }
        assertThat((double) counts[Traffic.GET] / DRAWS).isCloseTo(0.80, within(0.005));
        assertThat((double) counts[Traffic.PUT] / DRAWS).isCloseTo(0.15, within(0.005));
        assertThat((double) counts[Traffic.REMOVE] / DRAWS).isCloseTo(0.05, within(0.005));
        assertThat((double) keys.get(UNIVERSE[0]) / DRAWS)
                .isCloseTo(new Zipf(UNIVERSE.length, 0.99).share(0), within(0.005));
    }

    @Test
    void oneKeyTakesNineOfTenUpdates() {
        var traffic = new Traffic(Traffic.Profile.HOT_UPDATES, UNIVERSE, 1);
        int hot = 0;
        for (int i = 0; i < DRAWS; i++) {
            assertThat(traffic.operation(i)).isEqualTo(Traffic.PUT);
            hot += traffic.key(i) == UNIVERSE[0] ? 1 : 0;
        }
        assertThat((double) hot / DRAWS).isCloseTo(0.9, within(0.005));
    }
}
