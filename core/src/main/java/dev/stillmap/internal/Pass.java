package dev.stillmap.internal;

import org.jspecify.annotations.Nullable;

/**
 * What one write need not mind, or has waited for already. For one thread. A write waits for at most one hold; while
 * its pass has not been given back, no hold begins that would meet the one that it waited for.
 */
public final class Pass {

    /** The hold or the watch of the iteration through which the write is made. */
    private final @Nullable Guard through;

    /** The hold that was waited for, which has ended and begins nothing new until this is given back. */
    private @Nullable Hold waitedFor;

    private boolean waited;

    private Pass(@Nullable Guard through) {
        assert Allocations.permit("pass");
        this.through = through;
    }

    /** Of a write that an iteration makes. */
    public static @Nullable Pass through(@Nullable Guard guard) {
        return guard == null ? null : new Pass(guard);
    }

    static Pass of(@Nullable Pass pass) {
        return pass == null ? new Pass(null) : pass;
    }

    boolean isThrough(Guard guard) {
        return through == guard;
    }

    boolean hasWaited() {
        return waited;
    }

    void waitsFor(Hold hold) {
        waited = true;
        waitedFor = hold;
    }

    /** The write has been made, or is about to wait for something else. */
    static void giveBack(@Nullable Pass pass) {
        if (pass != null && pass.waitedFor != null) {
            Hold hold = pass.waitedFor;
            pass.waitedFor = null;
            hold.map.holds().served(hold);
        }
    }
}
