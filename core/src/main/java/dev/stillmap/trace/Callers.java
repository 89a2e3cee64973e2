package dev.stillmap.trace;

import java.security.CodeSource;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds who called into Stillmap. */
final class Callers {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private static final Set<String> PACKAGES =
            Set.of("dev.stillmap", "dev.stillmap.internal", "dev.stillmap.trace", "dev.stillmap.classic");

    private Callers() {}

    /** The first frame outside of the library and the JDK. */
    static String first() {
        return WALKER.walk(Callers::firstOf);
    }

    /** Code of our packages is the library's only if it comes from where this, or what reports here, comes from. */
    private static String firstOf(Stream<StackWalker.StackFrame> stack) {
        Iterator<StackWalker.StackFrame> frames = stack.iterator();
        CodeSource own = sourceOf(Callers.class);
        CodeSource reporter = null;
        while (frames.hasNext()) {
            StackWalker.StackFrame frame = frames.next();
            Class<?> type = frame.getDeclaringClass();
            CodeSource source = sourceOf(type);
            if (reporter == null && !type.getPackageName().equals(Callers.class.getPackageName())) {
                reporter = source;
            }
            boolean library = PACKAGES.contains(type.getPackageName())
                    && (Objects.equals(source, own) || Objects.equals(source, reporter));
            if (!library && !type.getName().startsWith("java.")) {
                return frame.toStackTraceElement().toString();
            }
        }
        return "unknown";
    }

    private static @Nullable CodeSource sourceOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource();
    }
}
