package dev.stillmap.server.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952) of one part or several behind each other, up to the end of what it is read from: a part that is damaged
 * or cut, in its header too, is an error and never the end. Only zeros may follow the last part, as tapes have them. Returns what is
 * there as soon as it is. For one thread.
 */
final class GzipParts extends InputStream {

    private static final int MAGIC = 0x1f8b;

    private static final int DEFLATE = 8;

    private static final int HAS_CHECKSUM = 2;

    private static final int HAS_EXTRA = 4;

    private static final int HAS_NAME = 8;

    private static final int HAS_COMMENT = 16;

    private static final int UNKNOWN_FLAGS = 0xe0;

    /** Of its time, its kind and the system it was made on. */
    private static final int NOT_LOOKED_AT = 6;

    private static final long LOWER_HALF = 0xffff_ffffL;

    private final InputStream in;

    private final Inflater inflater = new Inflater(true);

    private final CRC32 checksum = new CRC32();

    private final byte[] buffer = new byte[1 << 16];

    /** The next byte of the buffer that is no part's content, or not yet. */
    private int at;

    private int end;

    private boolean inPart;

    private boolean isAtEnd;

    /** Reads the header of the first part. */
    GzipParts(InputStream in) throws IOException {
        this.in = in;
        header();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (inPart || nextPart()) {
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                checksum.update(bytes, offset, count);
                return count;
            }
            if (inflater.finished()) {
                at = end - inflater.getRemaining();
                trailer();
            } else if (inflater.needsInput()) {
                fill();
                inflater.setInput(buffer, 0, end);
                at = end;
            } else {
                throw new ZipException("a dictionary is needed that gzip does not have");
            }
        }
        return -1;
    }

    private int inflate(byte[] bytes, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage() == null ? "it is no deflated data" : e.getMessage());
        }
    }

    /** Whether there is another. */
    private boolean nextPart() throws IOException {
        if (isAtEnd) {
            return false;
        }
        if (at == end && !filled()) {
            isAtEnd = true;
            return false;
        }
        if (buffer[at] == 0) {
            zerosToTheEnd();
            isAtEnd = true;
            return false;
        }
        header();
        return true;
    }

    private void zerosToTheEnd() throws IOException {
        do {
            for (; at < end; at++) {
                if (buffer[at] != 0) {
                    throw new ZipException("there is something else behind its zeros");
                }
            }
        } while (filled());
    }

    private void header() throws IOException {
        if (((next() << Byte.SIZE) | next()) != MAGIC) {
            throw new ZipException("a part of it does not begin as gzip does");
        }
        if (next() != DEFLATE) {
            throw new ZipException("it is packed in a way that gzip does not know");
        }
        int flags = next();
        if ((flags & UNKNOWN_FLAGS) != 0) {
            throw new ZipException("its header has flags that gzip does not know");
        }
        skip(NOT_LOOKED_AT);
        if ((flags & HAS_EXTRA) != 0) {
            skip(next() | (next() << Byte.SIZE));
        }
        skipTexts(Integer.bitCount(flags & (HAS_NAME | HAS_COMMENT)));
        if ((flags & HAS_CHECKSUM) != 0) {
            skip(Short.BYTES);
        }
        inflater.reset();
        inflater.setInput(buffer, at, end - at);
        checksum.reset();
        inPart = true;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipTexts(int count) throws IOException {
        for (int left = count; left > 0; ) {
            if (next() == 0) {
                left--;
            }
        }
    }

    private void trailer() throws IOException {
        inPart = false;
        if (number() != checksum.getValue()) {
            throw new ZipException("its checksum is another");
        }
        if (number() != (inflater.getBytesWritten() & LOWER_HALF)) {
            throw new ZipException("its length is another");
        }
    }

    /** Of four bytes, the lowest first. */
    private long number() throws IOException {
        long number = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            number |= (long) next() << (i * Byte.SIZE);
        }
        return number;
    }

    private int next() throws IOException {
        if (at == end) {
            fill();
        }
        return buffer[at++] & 0xff;
    }

    private void fill() throws IOException {
        if (!filled()) {
            throw new EOFException("it ends within a part");
        }
    }

    private boolean filled() throws IOException {
        int count;
        do {
            count = in.read(buffer, 0, buffer.length);
        } while (count == 0);
        at = 0;
        end = Math.max(0, count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
