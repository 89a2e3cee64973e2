package dev.stillmap.internal;

import org.jspecify.annotations.Nullable;

/**
 * What the overflow cell of a reserved bucket holds: the reservation of a compute function or a batch, and the
 * overflow that it stands in front of. It lies in the bucket, so that it moves with the bucket and needs no registry.
 */
final class Reserved {

    final Reservation reservation;

    final @Nullable Overflow overflow;

    Reserved(Reservation reservation, @Nullable Overflow overflow) {
        assert Allocations.permit("reserved cell");
        this.reservation = reservation;
        this.overflow = overflow;
    }

    /** The overflow in a cell, seen through a reservation. */
    static @Nullable Overflow content(@Nullable Object cell) {
        return cell instanceof Reserved reserved ? reserved.overflow : (Overflow) cell;
    }
}
