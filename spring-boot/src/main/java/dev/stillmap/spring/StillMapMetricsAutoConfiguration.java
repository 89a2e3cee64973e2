package dev.stillmap.spring;

import dev.stillmap.metrics.StillMapMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Binds the metrics of each map to the application's registry, unless {@code stillmap.metrics.enabled} is false. */
@AutoConfiguration(
        after = StillMapAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass({MeterRegistry.class, StillMapMetrics.class})
@ConditionalOnBean({MeterRegistry.class, StillMapBeans.class})
@ConditionalOnProperty(name = "stillmap.metrics.enabled", matchIfMissing = true)
public class StillMapMetricsAutoConfiguration {

    /** For Spring. */
    public StillMapMetricsAutoConfiguration() {}

    /**
     * Binds the metrics.
     *
     * @param maps the maps
     * @param registry where to
     * @return what binds them, until it is closed with the application
     */
    @Bean
    @ConditionalOnMissingBean
    public StillMapMetricsBinder stillMapMetricsBinder(StillMapBeans maps, MeterRegistry registry) {
        return new StillMapMetricsBinder(maps, registry);
    }
}
