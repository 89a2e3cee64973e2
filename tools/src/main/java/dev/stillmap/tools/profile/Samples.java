package dev.stillmap.tools.profile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import one.convert.Arguments;

/** What a recording may have samples of. Of those with the same label the first that is there tells all. */
enum Samples {

    /** Threads that ran, as async-profiler sees them. */
    CPU("cpu"),

    /** Threads that ran, as a JDK sees them that counts their processor time. */
    CPU_TIME("cpu"),

    /** Threads that ran in Java methods, as any JDK sees them. */
    CPU_IN_JAVA("cpu"),

    /** What was allocated, in bytes. */
    ALLOC("alloc"),

    /** Waits for monitors and locks. */
    LOCK("lock"),

    /** Threads, whether they ran or not. */
    WALL("wall");

    private static final double LEAST_PERCENT = 0.1;

    /** The state that only async-profiler knows. */
    private static final String STATE_OF_ASYNC_PROFILER = "STATE_DEFAULT";

    private final String label;

    Samples(String label) {
        this.label = label;
    }

    static List<Samples> of(String label) {
        List<Samples> those = Arrays.stream(values())
                .filter(samples -> samples.label.equals(label))
                .toList();
        if (those.isEmpty()) {
            throw new IllegalArgumentException("there are no samples of '" + label + "'; there are: "
                    + Arrays.stream(values()).map(Samples::label).distinct().collect(Collectors.joining(", ")));
        }
        return those;
    }

    String label() {
        return label;
    }

    boolean include(RecordedEvent event) {
        return switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample" -> this == cpuOf(event) && (this == CPU || !isInNative(event));
            case "jdk.CPUTimeSample" -> this == CPU_TIME;
            case "jdk.ObjectAllocationSample", "jdk.ObjectAllocationInNewTLAB", "jdk.ObjectAllocationOutsideTLAB" ->
                this == ALLOC;
            case "jdk.JavaMonitorEnter", "jdk.ThreadPark" -> this == LOCK;
            case "profiler.WallClockSample" -> this == WALL;
            default -> false;
        };
    }

    private static Samples cpuOf(RecordedEvent event) {
        return STATE_OF_ASYNC_PROFILER.equals(event.getString("state")) ? CPU : CPU_IN_JAVA;
    }

    /** As {@link Conversion} leaves out. */
    private static boolean isInNative(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        return stack != null
                && !stack.getFrames().isEmpty()
                && "Native".equals(stack.getFrames().get(0).getType());
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
            case CPU_TIME -> arguments.cpuTime = true;
            case CPU_IN_JAVA -> {} // the converter has no word for them: Conversion chooses
            case ALLOC -> arguments.alloc = true;
            case LOCK -> arguments.lock = true;
            case WALL -> arguments.wall = true;
        }
        arguments.total = this == ALLOC || this == LOCK;
        return arguments;
    }
}
