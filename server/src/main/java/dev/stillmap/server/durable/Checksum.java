package dev.stillmap.server.durable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Of the columns of a row: finds accidents, on the way or on the disk. */
final class Checksum {

    private static final int ABSENT = -1;

    private Checksum() {}

    /** Each column is null, a {@code byte[]}, or something whose text is its value. */
    static long of(@Nullable Object... columns) {
        CRC32C checksum = new CRC32C();
        for (Object column : columns) {
            byte[] bytes = column instanceof byte[] binary
                    ? binary
                    : String.valueOf(column).getBytes(StandardCharsets.UTF_8);
            // With the length before it no two rows look alike.
            checksum.update(ByteBuffer.allocate(Integer.BYTES)
                    .putInt(column == null ? ABSENT : bytes.length)
                    .flip());
            checksum.update(bytes);
        }
        return checksum.getValue();
    }
}
