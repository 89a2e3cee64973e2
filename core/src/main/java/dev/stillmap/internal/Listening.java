package dev.stillmap.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MutableCallSite;

/**
 * Whether anybody in this JVM listens to operations of a map. To the compiler it is a constant, so that operations pay
 * nothing for the question; when it changes, compiled code that asks is thrown away and made anew. It goes back to no
 * only so often: a method that is compiled anew again and again is not compiled any more at last. Thread-safe.
 */
final class Listening {

    /** Far below the number of compilations after which HotSpot gives a method up. */
    private static final int MOST_RETURNS = 32;

    private static final MutableCallSite SITE = new MutableCallSite(MethodHandles.constant(boolean.class, false));

    private static final MethodHandle ANYBODY = SITE.dynamicInvoker();

    /** Maps that somebody listens to; guarded by the class, as all that follows. */
    private static int maps;

    private static int returns;

    private Listening() {}

    /** No if nobody does; yes if somebody does, or did too often. */
    static boolean anybody() {
        try {
            return (boolean) ANYBODY.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError("a constant is returned", e);
        }
    }

    /** Somebody listens to one more map. */
    static synchronized void begin() {
        maps++;
        set(true);
    }

    /** Nobody listens to one of them any more. */
    static synchronized void end() {
        maps--;
        if (maps == 0 && returns < MOST_RETURNS) {
            returns++;
            set(false);
        }
    }

    private static void set(boolean anybody) {
        if (anybody() != anybody) {
            SITE.setTarget(MethodHandles.constant(boolean.class, anybody));
            // Without it threads may go on with the old constant for ever.
            MutableCallSite.syncAll(new MutableCallSite[] {SITE});
        }
    }
}
