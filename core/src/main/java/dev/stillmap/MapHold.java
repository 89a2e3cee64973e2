package dev.stillmap;

import dev.stillmap.internal.Degradation;
import dev.stillmap.internal.Hold;
import dev.stillmap.internal.HoldQueue;
import dev.stillmap.internal.MapCore;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The handle of a hold. */
final class MapHold<K, V> extends MapSnapshot<K, V> implements IterationLock.Hold<K, V> {

    /** Kept after the close, to be asked whether it was exclusive; it keeps no copies, nor the owner's thread. */
    private final Degradation degradation;

    private MapHold(MapCore core, Hold hold, IterationOrder order, boolean owned) {
        super(core, hold, order, owned);
        degradation = hold.takeDegradation();
    }

    static <K, V> MapHold<K, V> take(MapCore core, IterationLock settings, IterationOrder order, boolean owned) {
        HoldQueue queue = core.holds();
        return of(
                core,
                settings.copies()
                        ? queue.takeCopy()
                        : queue.take(settings.hashes(), settings.refuses(), settings.blockNanos()),
                order,
                owned);
    }

    static <K, V> @Nullable MapHold<K, V> tryTake(
            MapCore core, IterationLock settings, IterationOrder order, Duration timeout) throws InterruptedException {
        if (settings.copies()) {
            return take(core, settings, order, false);
        }
        Hold hold = core.holds()
                .tryTake(settings.hashes(), settings.refuses(), settings.blockNanos(), IterationLock.nanos(timeout));
        return hold == null ? null : of(core, hold, order, false);
    }

    private static <K, V> MapHold<K, V> of(MapCore core, Hold hold, IterationOrder order, boolean owned) {
        return releasedOnFailure(core, null, hold, () -> new MapHold<>(core, hold, order, owned));
    }

    @Override
    public boolean isExclusive() {
        return !degradation.hasHappened();
    }

    @Override
    public void onDegrade(Runnable action) {
        Objects.requireNonNull(action);
        checkOpen();
        degradation.then(action);
    }
}
