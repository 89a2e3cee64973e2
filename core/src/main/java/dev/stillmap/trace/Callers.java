package dev.stillmap.trace;

import java.util.Set;

/** Finds who called into Stillmap. */
final class Callers {

    private static final StackWalker WALKER = StackWalker.getInstance();

    private static final Set<String> OWN =
            Set.of("dev.stillmap", "dev.stillmap.internal", "dev.stillmap.trace", "dev.stillmap.classic");

    private Callers() {}

    /** The first frame outside of the library's own packages. */
    static String first() {
        return WALKER.walk(frames -> frames.filter(frame -> !isOwn(frame.getClassName()))
                .findFirst()
                .map(frame -> frame.toStackTraceElement().toString())
                .orElse("unknown"));
    }

    private static boolean isOwn(String type) {
        return type.startsWith("java.")
                || (type.startsWith("dev.stillmap.") && OWN.contains(type.substring(0, type.lastIndexOf('.'))));
    }
}
