package dev.stillmap.internal.flight;

import java.util.Map;

/** The stacks of all platform threads, as text. */
final class AllStacks {

    /** What one event may carry. */
    private static final int MOST_CHARACTERS = 1 << 20;

    private AllStacks() {}

    /** Stops the threads for as long as it takes to copy their stacks. */
    static String now() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> each :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = each.getKey();
            text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
            for (StackTraceElement frame : each.getValue()) {
                text.append("\n    at ").append(frame);
            }
            text.append("\n\n");
            if (text.length() > MOST_CHARACTERS) {
                text.setLength(MOST_CHARACTERS);
                break;
            }
        }
        return text.toString();
    }
}
