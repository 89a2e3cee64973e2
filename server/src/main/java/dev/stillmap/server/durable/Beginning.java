package dev.stillmap.server.durable;

import java.io.IOException;
import java.io.InputStream;

/**
 * What a source begins with, to tell whether it is still the same: a file that only grew begins as before.
 *
 * @param length how many bytes were looked at
 * @param checksum of these bytes
 */
record Beginning(int length, long checksum) {

    private static final int LONGEST = 1 << 16;

    static Beginning of(InputStream bytes) throws IOException {
        byte[] beginning = bytes.readNBytes(LONGEST);
        return new Beginning(beginning.length, Checksum.of((Object) beginning));
    }

    /** Whether another begins with these bytes, too. */
    boolean isOf(InputStream bytes) throws IOException {
        byte[] beginning = bytes.readNBytes(length);
        return beginning.length == length && Checksum.of((Object) beginning) == checksum;
    }
}
