package dev.stillmap.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.StillMap;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;

class StillMapAutoConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    StillMapAutoConfiguration.class,
                    StillMapMetricsAutoConfiguration.class,
                    StillMapEndpointAutoConfiguration.class))
            .withUserConfiguration(Maps.class);

    private final ApplicationContextRunner withRegistry =
            application.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

    @Configuration(proxyBeanMethods = false)
    static class Maps {
        @Bean
        StillMap<String, String> sessions() {
            StillMap<String, String> map = new StillMap<>();
            map.put("a", "b");
            return map;
        }

        @Bean
        StillMap<String, String> second() {
            return StillMap.<String, String>builder().name("orders").build();
        }

        /** Another one of that name. */
        @Bean
        StillMap<String, String> third() {
            return StillMap.<String, String>builder().name("orders").build();
        }

        @Bean
        @Lazy
        StillMap<String, String> late() {
            return new StillMap<>();
        }

        @Bean
        @Scope("prototype")
        StillMap<String, String> forEach() {
            return new StillMap<>();
        }

        @Bean
        FactoryBean<StillMap<String, String>> made() {
            return new FactoryBean<>() {
                @Override
                public StillMap<String, String> getObject() {
                    return new StillMap<>();
                }

                @Override
                public Class<?> getObjectType() {
                    return StillMap.class;
                }
            };
        }
    }

    private static boolean isBound(MeterRegistry registry, String map) {
        return registry.find("stillmap.entries").tag("map", map).gauge() != null;
    }

    @Test
    void eachSingletonIsBoundByItsName() {
        withRegistry.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(Objects.requireNonNull(registry.find("stillmap.entries")
                                    .tag("map", "sessions")
                                    .gauge())
                            .value())
                    .isEqualTo(1);
            assertThat(isBound(registry, "orders")).isTrue();
            assertThat(isBound(registry, "third")).isTrue();
            assertThat(isBound(registry, "second")).isFalse();
        });
    }

    @Test
    void aLazyOneIsBoundWhenItIsMade() {
        withRegistry.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(isBound(registry, "late")).isFalse();
            assertThat(context.getBean("late")).isNotNull();
            assertThat(isBound(registry, "late")).isTrue();
        });
    }

    @Test
    void oneOfAFactoryIsBoundWhenItIsMade() {
        withRegistry.run(context -> {
            assertThat(context.getBean("made")).isInstanceOf(StillMap.class);
            assertThat(isBound(context.getBean(MeterRegistry.class), "made")).isTrue();
        });
    }

    @Test
    void thoseMadeForEachWhoAsksAreLeftAlone() {
        withRegistry.run(context -> {
            assertThat(context.getBean("forEach")).isNotSameAs(context.getBean("forEach"));
            assertThat(isBound(context.getBean(MeterRegistry.class), "forEach")).isFalse();
            assertThat(context.getBean(StillMapBeans.class).maps()).doesNotContainKey("forEach");
        });
    }

    @Test
    void theEndOfTheApplicationTakesTheMetersAway() {
        MeterRegistry registry = new SimpleMeterRegistry();
        application
                .withBean(MeterRegistry.class, () -> registry, definition -> definition.setDestroyMethodName(""))
                .run(context -> {
                    assertThat(isBound(registry, "sessions")).isTrue();
                    context.close();
                    assertThat(registry.getMeters()).isEmpty();
                });
    }

    @Test
    void metricsMayBeTurnedOff() {
        withRegistry
                .withPropertyValues("stillmap.metrics.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StillMapMetricsBinder.class));
    }

    @Test
    void withoutARegistryNothingIsBound() {
        application.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(StillMapBeans.class)
                .doesNotHaveBean(StillMapMetricsBinder.class));
    }

    @Test
    void withoutMicrometerOrActuatorItStarts() {
        application
                .withClassLoader(new FilteredClassLoader("io.micrometer", Endpoint.class.getPackageName()))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("stillMapEndpoint")
                        .doesNotHaveBean("stillMapMetricsBinder"));
    }

    @Test
    void theEndpointIsThereWhereItIsExposed() {
        withRegistry.run(context -> assertThat(context).doesNotHaveBean(StillMapEndpoint.class));
        withRegistry
                .withPropertyValues("management.endpoints.web.exposure.include=stillmap")
                .run(context -> assertThat(context).hasSingleBean(StillMapEndpoint.class));
        withRegistry
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=stillmap",
                        "management.endpoint.stillmap.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(StillMapEndpoint.class));
    }
}
