package dev.stillmap.server.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Says how many bytes were read. */
final class CountedInput extends FilterInputStream {

    private final ReadProgress progress;

    private long read;

    CountedInput(InputStream in, ReadProgress progress) {
        super(in);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            progress.read(++read);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count > 0) {
            read += count;
            progress.read(read);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        read += skipped;
        return skipped;
    }

    /** A mark would count what is read again. */
    @Override
    public boolean markSupported() {
        return false;
    }
}
