package dev.stillmap.server.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Opens what is compressed by gzip and what is not, by what it begins with and not by its name. */
final class Decompressed {

    private static final int BUFFER = 1 << 16;

    private static final int MAGIC_FIRST = 0x1f;

    private static final int MAGIC_SECOND = 0x8b;

    private Decompressed() {}

    static InputStream open(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(2);
        boolean isGzip = buffered.read() == MAGIC_FIRST && buffered.read() == MAGIC_SECOND;
        buffered.reset();
        return isGzip ? new GZIPInputStream(buffered, BUFFER) : buffered;
    }
}
