package dev.stillmap.tools.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import one.convert.Arguments;

/** What a recording may have samples of. */
enum Samples {

    /** Threads that ran. */
    CPU,

    /** What was allocated, in bytes. */
    ALLOC,

    /** Waits for monitors and locks. */
    LOCK,

    /** Threads, whether they ran or not. */
    WALL;

    private static final double LEAST_PERCENT = 0.1;

    static Samples of(String label) {
        return Arrays.stream(values())
                .filter(samples -> samples.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there are no samples of '" + label + "'; there are: "
                        + Arrays.stream(values()).map(Samples::label).collect(Collectors.joining(", "))));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean include(RecordedEvent event) {
        return switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample", "jdk.CPUTimeSample" -> this == CPU;
            case "jdk.ObjectAllocationSample", "jdk.ObjectAllocationInNewTLAB", "jdk.ObjectAllocationOutsideTLAB" ->
                this == ALLOC;
            case "jdk.JavaMonitorEnter", "jdk.ThreadPark" -> this == LOCK;
            case "profiler.WallClockSample" -> this == WALL;
            default -> false;
        };
    }

    /** Samples for those that are counted, bytes for those that are weighed. */
    long weightOf(RecordedEvent event) {
        if (this != ALLOC) {
            return 1;
        }
        return switch (event.getEventType().getName()) {
            case "jdk.ObjectAllocationSample" -> event.getLong("weight");
            case "jdk.ObjectAllocationInNewTLAB" -> event.getLong("tlabSize");
            default -> event.getLong("allocationSize");
        };
    }

    /** For the converter; for a picture names are short, and what would be too narrow to be seen is left out. */
    Arguments arguments(String title, String format, boolean isPicture) {
        Arguments arguments = new Arguments();
        arguments.title = title;
        arguments.output = format;
        arguments.norm = true;
        arguments.simple = isPicture;
        arguments.minwidth = isPicture ? LEAST_PERCENT : 0;
        switch (this) {
            case CPU -> arguments.cpu = true;
            case ALLOC -> arguments.alloc = true;
            case LOCK -> arguments.lock = true;
            case WALL -> arguments.wall = true;
        }
        arguments.total = this == ALLOC || this == LOCK;
        return arguments;
    }
}
