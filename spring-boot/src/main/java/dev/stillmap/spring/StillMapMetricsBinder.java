package dev.stillmap.spring;

import dev.stillmap.StillMap;
import dev.stillmap.metrics.StillMapMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Binds the metrics of the maps of an application: when all singletons are there, and of lazy ones later. Thread-safe. */
public final class StillMapMetricsBinder implements SmartInitializingSingleton, AutoCloseable {

    private final StillMapBeans maps;

    private final MeterRegistry registry;

    /** Guarded by itself. */
    private final List<StillMapMetrics> bound = new ArrayList<>();

    StillMapMetricsBinder(StillMapBeans maps, MeterRegistry registry) {
        this.maps = maps;
        this.registry = registry;
    }

    @Override
    public void afterSingletonsInstantiated() {
        maps.forEach(this::bind);
    }

    private void bind(String name, StillMap<?, ?> map) {
        StillMapMetrics metrics = new StillMapMetrics(map, name);
        metrics.bindTo(registry);
        synchronized (bound) {
            bound.add(metrics);
        }
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        synchronized (bound) {
            bound.forEach(StillMapMetrics::close);
            bound.clear();
        }
    }
}
