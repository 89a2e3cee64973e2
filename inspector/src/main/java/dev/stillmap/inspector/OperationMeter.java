package dev.stillmap.inspector;

import dev.stillmap.IterationContract;
import dev.stillmap.stats.IterationOutcome;
import dev.stillmap.stats.MapListener;
import dev.stillmap.stats.MapOperation;
import dev.stillmap.stats.OperationListener;
import dev.stillmap.stats.WaitKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts and measures what a map does while somebody looks. Of a busy map it measures about a thousand operations for
 * each picture, picked by chance, and counts each for all that it stands for; of a map with fewer all,
 * from when the first pictures have shown that it has. Thread-safe; one thread reads and {@linkplain #adapt adapts}.
 */
final class OperationMeter implements OperationListener, MapListener {

    /** Until the first pictures have shown how busy the map is. */
    private static final int FIRST_MASK = 63;

    private static final int SAMPLES_PER_PICTURE = 1_000;

    private static final int MAX_MASK = (1 << 20) - 1;

    private final Map<MapOperation, LongAdder> counts = new EnumMap<>(MapOperation.class);

    private final Map<MapOperation, Durations> operations = new EnumMap<>(MapOperation.class);

    private final Map<WaitKind, Durations> waits = new EnumMap<>(WaitKind.class);

    private final Map<IterationContract, Durations> iterations = new EnumMap<>(IterationContract.class);

    private final Durations holds = new Durations();

    private final LongAdder samples = new LongAdder();

    /** One of {@code mask + 1} operations is measured; a power of two less 1. */
    private volatile int mask = FIRST_MASK;

    private final LongSupplier clock;

    private long turnedAt;

    OperationMeter(LongSupplier clock) {
        this.clock = clock;
        turnedAt = clock.getAsLong();
        for (MapOperation operation : MapOperation.values()) {
            counts.put(operation, new LongAdder());
            operations.put(operation, new Durations());
        }
        for (WaitKind kind : WaitKind.values()) {
            waits.put(kind, new Durations());
        }
        for (IterationContract contract : IterationContract.values()) {
            iterations.put(contract, new Durations());
        }
    }

    private static <K, V> V of(Map<K, V> each, K key) {
        V found = each.get(key);
        if (found == null) {
            throw new IllegalArgumentException("unknown: " + key);
        }
        return found;
    }

    @Override
    public boolean samples() {
        int now = mask;
        return now == 0 || (ThreadLocalRandom.current().nextInt() & now) == 0;
    }

    @Override
    public void operated(MapOperation operation, long nanos) {
        int weight = mask + 1;
        samples.increment();
        of(counts, operation).add(weight);
        of(operations, operation).record(nanos, weight);
    }

    @Override
    public void iterationEnded(IterationContract contract, IterationOutcome outcome, long nanos) {
        of(iterations, contract).record(nanos, 1);
    }

    @Override
    public void holdEnded(boolean exclusive, long nanos) {
        holds.record(nanos, 1);
    }

    @Override
    public void waited(WaitKind kind, long nanos) {
        of(waits, kind).record(nanos, 1);
    }

    /** To be called for each picture. */
    void adapt() {
        long taken = samples.sumThenReset();
        int now = mask;
        if (taken > 2L * SAMPLES_PER_PICTURE && now < MAX_MASK) {
            mask = now << 1 | 1;
        } else if (taken < SAMPLES_PER_PICTURE / 2) {
            mask = now >>> 1;
        }
        long time = clock.getAsLong();
        if (time - turnedAt >= Durations.TURN_NANOS) {
            turnedAt = time;
            operations.values().forEach(Durations::turn);
            waits.values().forEach(Durations::turn);
            iterations.values().forEach(Durations::turn);
            holds.turn();
        }
    }

    void writeCounts(JsonText json) {
        json.startObject("operations");
        counts.forEach((operation, count) -> json.field(operation.name(), count.sum()));
        json.endObject();
    }

    void writeLatencies(JsonText json) {
        json.field("sampling", mask + 1).startArray("latencies");
        operations.forEach((operation, durations) -> durations.writeTo(json, operation.name()));
        waits.forEach((kind, durations) -> durations.writeTo(json, "wait " + kind));
        iterations.forEach((contract, durations) -> durations.writeTo(json, "iteration " + contract));
        holds.writeTo(json, "hold");
        json.endArray();
    }
}
