package dev.stillmap.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Prometheus would read of a text. */
final class Scrape {

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+(?:\\{.*})?) (\\S+)$");

    private final String text;

    private final Map<String, Double> samples = new LinkedHashMap<>();

    Scrape(String text) {
        this.text = text;
        Matcher sample = SAMPLE.matcher(text);
        while (sample.find()) {
            samples.put(sample.group(1), Double.valueOf(sample.group(2)));
        }
    }

    boolean has(String sample) {
        return samples.containsKey(sample);
    }

    /** The value of a sample, named with all its labels in the order of the alphabet. */
    double of(String sample) {
        assertThat(samples).containsKey(sample);
        return samples.get(sample);
    }

    /** Names of samples, without their labels. */
    Set<String> sampleNames() {
        return samples.keySet().stream()
                .map(sample -> sample.replaceFirst("\\{.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of metrics, without what a histogram adds to them. */
    Set<String> metricNames() {
        return TYPE.matcher(text).results().map(type -> type.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Samples of a name, with their labels. */
    Set<String> samples(String name) {
        return samples.keySet().stream()
                .filter(sample -> sample.startsWith(name + "{"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
