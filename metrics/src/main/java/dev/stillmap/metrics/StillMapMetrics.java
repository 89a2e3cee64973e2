package dev.stillmap.metrics;

import dev.stillmap.StillMap;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The figures of a map as Micrometer's meters; all names begin with {@code stillmap.}, and what each means stands in
 * {@code docs/operations.md}.
 *
 * <pre>{@code
 * StillMapMetrics metrics = new StillMapMetrics(sessions, "sessions");
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <ul>
 *   <li><b>Thread-safety:</b> may be used by any thread.
 *   <li><b>Cost:</b> counters and gauges are read when the registry is: some microseconds each. Histograms of durations
 *       and waits are told of what has ended, some tens of nanoseconds each; lookups and writes that wait for nobody pay
 *       nothing.
 *   <li><b>What it keeps:</b> registries do not keep the map. A map that is gone reads as not a number. The map keeps
 *       the histograms until {@link #close()}.
 *   <li><b>Names:</b> two maps of one registry need names of their own; what is bound under the same name a second time
 *       is not seen.
 * </ul>
 */
public final class StillMapMetrics implements MeterBinder, AutoCloseable {

    private static final List<MapMeter> METERS = MapMeter.all();

    private record Binding(MeterRegistry registry, MapTimers timers, List<Meter> meters) {}

    private final StillMap<?, ?> map;

    private final Tags tags;

    /** Guarded by itself. */
    private final List<Binding> bindings = new ArrayList<>();

    /**
     * Prepares the figures of a map.
     *
     * @param map the map
     * @param name its name for monitoring, the value of the tag {@code map}
     */
    public StillMapMetrics(StillMap<?, ?> map, String name) {
        this(map, name, List.of());
    }

    /**
     * Prepares the figures of a map, with further tags.
     *
     * @param map the map
     * @param name its name for monitoring, the value of the tag {@code map}
     * @param tags further tags of all meters
     */
    public StillMapMetrics(StillMap<?, ?> map, String name, Iterable<Tag> tags) {
        this.map = Objects.requireNonNull(map);
        this.tags = Tags.of("map", name).and(tags);
    }

    /**
     * Registers the meters and listens to the map until {@link #close()}.
     *
     * @param registry where to
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        synchronized (bindings) {
            List<Meter> meters = new ArrayList<>();
            for (MapMeter meter : METERS) {
                meters.add(register(meter, registry));
            }
            MapTimers timers = new MapTimers(registry, tags);
            meters.addAll(timers.meters());
            bindings.add(new Binding(registry, timers, meters));
            map.addListener(timers);
        }
    }

    private Meter register(MapMeter meter, MeterRegistry registry) {
        Tags all = tags.and(meter.tags());
        String unit = meter.unit().isEmpty() ? null : meter.unit();
        return meter.counts()
                ? FunctionCounter.builder(meter.name(), map, meter.value()::applyAsDouble)
                        .description(meter.description())
                        .tags(all)
                        .baseUnit(unit)
                        .register(registry)
                : Gauge.builder(meter.name(), map, meter.value()::applyAsDouble)
                        .description(meter.description())
                        .tags(all)
                        .baseUnit(unit)
                        .register(registry);
    }

    /** Takes the meters out of all registries and listens no more. Closing twice is harmless. */
    @Override
    public void close() {
        synchronized (bindings) {
            for (Binding binding : bindings) {
                map.removeListener(binding.timers);
                binding.meters.forEach(binding.registry::remove);
            }
            bindings.clear();
        }
    }
}
