package dev.stillmap.metrics;

import dev.stillmap.IterationContract;
import dev.stillmap.stats.IterationOutcome;
import dev.stillmap.stats.MapListener;
import dev.stillmap.stats.WaitKind;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The histograms of one map in one registry. Thread-safe. */
final class MapTimers implements MapListener {

    /** Upper ends of buckets: a few, as each is a time series of its own. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1)
    };

    private final Map<IterationContract, Timer> iterations = new EnumMap<>(IterationContract.class);

    private final Map<WaitKind, Timer> waits = new EnumMap<>(WaitKind.class);

    private final Timer exclusiveHolds;

    private final Timer degradedHolds;

    MapTimers(MeterRegistry registry, Tags tags) {
        for (IterationContract contract : IterationContract.values()) {
            iterations.put(
                    contract,
                    timer(
                            registry,
                            "stillmap.iteration.duration",
                            "From the opening of an iteration to its end",
                            tags.and("contract", contract.name())));
        }
        String lockWait = "stillmap.lock.wait";
        String waitFor = "Waiting for the iteration lock: writers for a hold, holds for their turn";
        waits.put(WaitKind.HOLD, timer(registry, lockWait, waitFor, tags.and("who", "writer")));
        waits.put(WaitKind.TURN, timer(registry, lockWait, waitFor, tags.and("who", "hold")));
        waits.put(
                WaitKind.FUNCTION,
                timer(
                        registry,
                        "stillmap.function.wait",
                        "Writers waiting for a compute function or a batch of another thread",
                        tags));
        waits.put(
                WaitKind.MEMORY,
                timer(registry, "stillmap.memory.wait", "Writers waiting until snapshots retain less memory", tags));
        String hold = "stillmap.lock.hold";
        String held = "From the beginning of a hold to its end";
        exclusiveHolds = timer(registry, hold, held, tags.and("state", "success"));
        degradedHolds = timer(registry, hold, held, tags.and("state", "degraded"));
    }

    private static Timer timer(MeterRegistry registry, String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    List<Meter> meters() {
        List<Meter> meters = new ArrayList<>(iterations.values());
        meters.addAll(waits.values());
        meters.add(exclusiveHolds);
        meters.add(degradedHolds);
        return meters;
    }

    @Override
    public void iterationEnded(IterationContract contract, IterationOutcome outcome, long nanos) {
        record(iterations.get(contract), nanos);
    }

    @Override
    public void holdEnded(boolean exclusive, long nanos) {
        record(exclusive ? exclusiveHolds : degradedHolds, nanos);
    }

    @Override
    public void waited(WaitKind kind, long nanos) {
        record(waits.get(kind), nanos);
    }

    private static void record(@Nullable Timer timer, long nanos) {
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
