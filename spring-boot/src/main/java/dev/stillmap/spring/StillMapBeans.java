package dev.stillmap.spring;

import dev.stillmap.StillMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * The maps among an application's singletons, by name: that of the map if it has one and no other map has it, else that
 * of the bean. It sees each as it is made, so no lazy one is made for it, and one that is made late is not missed.
 * Thread-safe.
 */
public final class StillMapBeans implements BeanPostProcessor, BeanFactoryAware {

    private final Map<String, StillMap<?, ?>> maps = new LinkedHashMap<>();

    private final List<BiConsumer<String, StillMap<?, ?>>> listeners = new ArrayList<>();

    private @Nullable BeanFactory factory;

    /** For the configuration. */
    StillMapBeans() {}

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        factory = beanFactory;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof StillMap<?, ?> map && isSingleton(beanName)) {
            add(map, beanName);
        }
        return bean;
    }

    /** One that is made for each who asks would be kept for ever. Beans within beans have no definition to be asked for. */
    private boolean isSingleton(String beanName) {
        return !(factory instanceof ConfigurableBeanFactory known)
                || !known.containsBean(beanName)
                || known.isSingleton(beanName);
    }

    private synchronized void add(StillMap<?, ?> map, String beanName) {
        // By identity: two empty maps are equal.
        if (maps.values().stream().anyMatch(known -> known == map)) {
            return;
        }
        String own = map.tracer().mapName();
        String name = map.tracer().isNamed() && !maps.containsKey(own) ? own : beanName;
        maps.put(name, map);
        listeners.forEach(listener -> listener.accept(name, map));
    }

    /** Shows the maps that are there, and each that comes. */
    synchronized void forEach(BiConsumer<String, StillMap<?, ?>> listener) {
        maps.forEach(listener);
        listeners.add(listener);
    }

    /**
     * Those made so far.
     *
     * @return a copy, in the order of their making
     */
    public synchronized Map<String, StillMap<?, ?>> maps() {
        return new LinkedHashMap<>(maps);
    }
}
