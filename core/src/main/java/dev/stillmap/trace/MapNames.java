package dev.stillmap.trace;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.SettingControl;

/** The setting that names the maps to trace. Flight Recorder makes one, with the names that all recordings want. */
public final class MapNames extends SettingControl {

    private static final String ALL = "*";

    private static volatile Set<String> wanted = Set.of(ALL);

    private String value = ALL;

    /** For Flight Recorder. */
    public MapNames() {}

    static boolean cover(String mapName) {
        Set<String> names = wanted;
        return names.contains(ALL) || names.contains(mapName);
    }

    @Override
    public String combine(Set<String> values) {
        return String.join(",", values);
    }

    @Override
    public void setValue(String names) {
        value = names;
        wanted = Arrays.stream(names.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String getValue() {
        return value;
    }
}
