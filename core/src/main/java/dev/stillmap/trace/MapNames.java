package dev.stillmap.trace;

import java.util.Set;
import jdk.jfr.SettingControl;

/** The setting that names the maps to trace, for Flight Recorder to make. What it says is read from the recordings. */
public final class MapNames extends SettingControl {

    static final String ALL = "*";

    private String value = ALL;

    /** For Flight Recorder. */
    public MapNames() {}

    @Override
    public String combine(Set<String> values) {
        return String.join(",", values);
    }

    @Override
    public void setValue(String names) {
        value = names;
    }

    @Override
    public String getValue() {
        return value;
    }
}
