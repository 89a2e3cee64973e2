package dev.stillmap.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private static JsonNode read(Durations durations) throws IOException {
        JsonText json = new JsonText().startArray();
        durations.writeTo(json, "GET");
        JsonNode all = Http.JSON.readTree(json.endArray().toString());
        assertThat(all.size()).isLessThanOrEqualTo(1);
        return all.path(0);
    }

    @Test
    void eachDurationLiesInItsBin() {
        for (int shift = 0; shift < 63; shift++) {
            for (long offset = -2; offset <= 2; offset++) {
                long nanos = Math.max(0, (1L << shift) + offset);
                int bin = Durations.binOf(nanos);
                assertThat(Durations.lower(bin)).isLessThanOrEqualTo(nanos);
                assertThat(bin == Durations.binOf(Long.MAX_VALUE) || Durations.lower(bin + 1) > nanos)
                        .as("%d in bin %d", nanos, bin)
                        .isTrue();
            }
        }
        assertThat(Durations.binOf(Long.MAX_VALUE)).isEqualTo(Durations.binOf(7L << 60));
    }

    @Test
    void percentilesAreThoseOfWhatWasRecorded() throws IOException {
        Durations durations = new Durations();
        assertThat(read(durations).isMissingNode()).isTrue();
        for (int i = 1; i <= 1_000; i++) {
            durations.record(i, 2);
        }
        JsonNode read = read(durations);
        assertThat(read.get("count").asLong()).isEqualTo(2_000);
        assertThat(read.get("max").asLong()).isEqualTo(1_000);
        assertThat(read.get("p50").asLong()).isBetween(500L, 640L);
        assertThat(read.get("p99").asLong()).isBetween(990L, 1_000L);
        durations.record(-5, 1);
        assertThat(read(durations).at("/bins/0/0").asInt()).isZero();
    }

    @Test
    void whatIsOlderThanAMinuteIsForgotten() throws IOException {
        Durations durations = new Durations();
        durations.record(1_000_000, 1);
        durations.turn();
        durations.record(50, 1);
        for (int turns = 2; turns <= 12; turns++) {
            durations.turn();
            assertThat(read(durations).get("count").asLong()).isEqualTo(2);
            assertThat(read(durations).get("max").asLong()).isEqualTo(1_000_000);
        }
        durations.turn();
        assertThat(read(durations).get("count").asLong()).isEqualTo(1);
        assertThat(read(durations).get("max").asLong()).isEqualTo(50);
        durations.turn();
        assertThat(read(durations).isMissingNode()).isTrue();
    }
}
