package dev.stillmap.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus would read of a registry. */
final class Scrape {

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? (\\S+)$");

    private final String text;

    private final Map<String, Double> samples = new LinkedHashMap<>();

    Scrape(PrometheusMeterRegistry registry) {
        text = registry.scrape();
        Matcher sample = SAMPLE.matcher(text);
        while (sample.find()) {
            String labels = sample.group(2) == null ? "" : "{" + sample.group(2) + "}";
            samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
        }
    }

    String text() {
        return text;
    }

    /** The value of a sample, named with all its labels in the order of the alphabet. */
    double of(String sample) {
        assertThat(samples).containsKey(sample);
        return samples.get(sample);
    }

    /** The names of samples, without their labels. */
    Set<String> sampleNames() {
        Set<String> names = new TreeSet<>();
        samples.keySet().forEach(name -> names.add(name.replaceFirst("\\{.*", "")));
        return names;
    }

    /** The names of metrics, without what a histogram adds to them. */
    Set<String> metricNames() {
        Set<String> names = new TreeSet<>();
        Matcher type = TYPE.matcher(text);
        while (type.find()) {
            names.add(type.group(1));
        }
        return names;
    }
}
