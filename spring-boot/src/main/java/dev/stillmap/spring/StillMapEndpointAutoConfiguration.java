package dev.stillmap.spring;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code stillmap}, where the application has an actuator that exposes it. */
@AutoConfiguration(after = StillMapAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(StillMapBeans.class)
public class StillMapEndpointAutoConfiguration {

    /** For Spring. */
    public StillMapEndpointAutoConfiguration() {}

    /**
     * The endpoint.
     *
     * @param maps the maps that it shows
     * @return the endpoint
     */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(StillMapEndpoint.class)
    public StillMapEndpoint stillMapEndpoint(StillMapBeans maps) {
        return new StillMapEndpoint(maps);
    }
}
