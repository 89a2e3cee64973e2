package dev.stillmap.inspector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stillmap.IterationContract;
import dev.stillmap.stats.IterationOutcome;
import dev.stillmap.stats.MapOperation;
import dev.stillmap.stats.WaitKind;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OperationMeterTest {

    private final AtomicLong clock = new AtomicLong();

    private static JsonNode counts(OperationMeter meter) throws IOException {
        JsonText json = new JsonText().startObject();
        meter.writeCounts(json);
        meter.writeLatencies(json);
        return Http.JSON.readTree(json.endObject().toString());
    }

    /** As many operations for each picture. Returns how many were measured. */
    private static int run(OperationMeter meter, int pictures, int operations) {
        int measured = 0;
        for (int picture = 0; picture < pictures; picture++) {
            for (int i = 0; i < operations; i++) {
                if (meter.samples()) {
                    measured++;
                    meter.operated(MapOperation.GET, 100);
                }
            }
            meter.adapt();
        }
        return measured;
    }

    @Test
    void aQuietMapIsMeasuredWholly() throws IOException {
        OperationMeter meter = new OperationMeter(clock::get);
        run(meter, 10, 0);
        assertThat(run(meter, 5, 400)).isEqualTo(2_000);
        JsonNode read = counts(meter);
        assertThat(read.at("/operations/GET").asLong()).isEqualTo(2_000);
        assertThat(read.get("sampling").asInt()).isEqualTo(1);
        assertThat(read.at("/latencies/0/name").asText()).isEqualTo("GET");
        assertThat(read.at("/latencies/0/count").asLong()).isEqualTo(2_000);
    }

    @Test
    void aBusyMapIsSampledAndCountedNearly() throws IOException {
        OperationMeter meter = new OperationMeter(clock::get);
        run(meter, 20, 200_000);
        long before = counts(meter).at("/operations/GET").asLong();
        int measured = run(meter, 10, 200_000);
        // About a thousand for each picture; their sum is off by its root.
        assertThat(measured).isBetween(4_000, 21_000);
        long counted = counts(meter).at("/operations/GET").asLong() - before;
        assertThat(counted).isCloseTo(2_000_000, within(200_000L));
        assertThat(counts(meter).get("sampling").asInt()).isBetween(64, 512);
        run(meter, 20, 10);
        assertThat(counts(meter).get("sampling").asInt()).isEqualTo(1);
    }

    @Test
    void latenciesAreThoseOfTheLastMinute() throws IOException {
        OperationMeter meter = new OperationMeter(clock::get);
        run(meter, 10, 0);
        run(meter, 1, 5);
        meter.waited(WaitKind.HOLD, 1_000);
        meter.holdEnded(true, 1_000);
        meter.iterationEnded(IterationContract.LIVE, IterationOutcome.COMPLETED, 1_000);
        assertThat(counts(meter).get("latencies").findValuesAsText("name"))
                .containsExactly("GET", "wait HOLD", "iteration LIVE", "hold");
        for (int turn = 0; turn <= 13; turn++) {
            clock.addAndGet(Durations.TURN_NANOS);
            meter.adapt();
        }
        assertThat(counts(meter).get("latencies")).isEmpty();
        assertThat(counts(meter).at("/operations/GET").asLong()).isEqualTo(5);
    }
}
