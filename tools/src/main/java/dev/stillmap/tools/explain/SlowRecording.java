package dev.stillmap.tools.explain;

import dev.stillmap.tools.trace.RecordedEvents;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;

/** What a recording tells of slow operations, and of what they may have waited for. For one thread. */
final class SlowRecording {

    private static final String OUR_PACKAGE = "dev.stillmap.";

    private static final String OPERATION = OUR_PACKAGE + "Operation";

    private static final String METHOD_TRACE = "jdk.MethodTrace";

    private final List<SlowOperation> operations = new ArrayList<>();

    private final List<Violation> violations = new ArrayList<>();

    private final Causes causes = new Causes();

    /** When the JVM began to stop threads, by the number of the stop. */
    private final Map<Long, Long> stopsBegun = new HashMap<>();

    private final long leastNanos;

    private long operationEvents;

    private long first = Long.MAX_VALUE;

    private SlowRecording(long leastNanos) {
        this.leastNanos = leastNanos;
    }

    /** Keeps only operations that took so long. */
    static SlowRecording read(Path file, long leastNanos) {
        SlowRecording recording = new SlowRecording(leastNanos);
        RecordedEvents.forEach(file, recording::accept);
        return recording;
    }

    /** Without the methods that traced ones called. */
    List<SlowOperation> operations() {
        return Nesting.outermost(operations);
    }

    List<Violation> violations() {
        return violations;
    }

    Causes causes() {
        return causes;
    }

    /** Events of operations, however fast. */
    long operationEvents() {
        return operationEvents;
    }

    /** When the first event began, in nanoseconds since 1970. */
    long first() {
        return first;
    }

    private void accept(RecordedEvent event) {
        long from = nanos(event.getStartTime());
        long to = nanos(event.getEndTime());
        first = Math.min(first, from);
        String name = event.getEventType().getName();
        switch (name) {
            case OPERATION -> add(event, from, to, text(event, "map"), text(event, "operation"), false);
            case METHOD_TRACE -> {
                RecordedMethod method = event.getValue("method");
                if (method != null && isOurs(method)) {
                    String type = method.getType().getName();
                    add(event, from, to, "", type.substring(OUR_PACKAGE.length()) + "." + method.getName(), true);
                }
            }
            case "jdk.GCPhasePause" -> causes.addCollection(from, to);
            case "jdk.ExecuteVMOperation" -> {
                if (event.getBoolean("safepoint")) {
                    causes.addStop(from, to);
                }
            }
            case "jdk.SafepointBegin" -> {
                causes.addStop(from, to);
                stopsBegun.put(event.getLong("safepointId"), from);
            }
            case "jdk.SafepointEnd" -> {
                Long begun = stopsBegun.remove(event.getLong("safepointId"));
                causes.addStop(begun == null ? from : begun, to);
            }
            case OUR_PACKAGE + "IterationLockWait" -> addWait(event, Cause.HOLD, from, to);
            case OUR_PACKAGE + "FunctionWait" -> addWait(event, Cause.FUNCTION, from, to);
            case OUR_PACKAGE + "MemoryWait" -> addWait(event, Cause.MEMORY, from, to);
            case OUR_PACKAGE + "Evacuation" -> addWait(event, Cause.EVACUATION, from, to);
            case OUR_PACKAGE + "ContractViolation" ->
                violations.add(new Violation(
                        from, text(event, "map"), text(event, "kind"), text(event, "message"), text(event, "stacks")));
            default -> {} // tells nothing of why something was slow
        }
    }

    /** Of the package itself: what lies below is called by it. */
    private static boolean isOurs(RecordedMethod method) {
        String type = method.getType().getName();
        return type.startsWith(OUR_PACKAGE) && type.indexOf('.', OUR_PACKAGE.length()) < 0;
    }

    private void add(RecordedEvent event, long from, long to, String map, String operation, boolean traced) {
        operationEvents++;
        RecordedThread thread = event.getThread();
        if (to - from >= leastNanos && thread != null) {
            operations.add(new SlowOperation(from, to, thread.getId(), nameOf(thread), map, operation, traced));
        }
    }

    private void addWait(RecordedEvent event, Cause cause, long from, long to) {
        RecordedThread thread = event.getThread();
        if (thread != null) {
            causes.addWait(cause, thread.getId(), from, to);
        }
    }

    private static String nameOf(RecordedThread thread) {
        String name = thread.getJavaName();
        return name == null || name.isEmpty() ? "#" + thread.getId() : name;
    }

    private static String text(RecordedEvent event, String field) {
        String text = event.getString(field);
        return text == null ? "" : text;
    }

    private static long nanos(Instant moment) {
        return TimeUnit.SECONDS.toNanos(moment.getEpochSecond()) + moment.getNano();
    }
}
