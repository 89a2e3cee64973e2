package dev.stillmap.spring;

import dev.stillmap.StillMap;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Finds the maps of the application. What is done with them is said by the other two configurations. */
@AutoConfiguration
@ConditionalOnClass(StillMap.class)
public class StillMapAutoConfiguration {

    /** For Spring. */
    public StillMapAutoConfiguration() {}

    /**
     * The maps. Static, since what looks at all other beans is made before them.
     *
     * @return the maps among the singletons
     */
    @Bean
    @ConditionalOnMissingBean
    public static StillMapBeans stillMapBeans() {
        return new StillMapBeans();
    }
}
