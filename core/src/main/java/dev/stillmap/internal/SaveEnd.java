package dev.stillmap.internal;

import java.security.SecureRandom;

/**
 * Where a saved map ends: what the next section has to continue.
 *
 * @param file the number of the file, chosen at random
 * @param sections how many it has
 * @param link the checksum of the last block
 * @param entries how many entries a map loaded from it has
 */
public record SaveEnd(long file, int sections, int link, long entries) {

    /** Of a file that is not yet begun. */
    public static SaveEnd ofNewFile() {
        return new SaveEnd(new SecureRandom().nextLong(), 0, 0, 0);
    }
}
