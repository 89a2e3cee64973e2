package dev.stillmap.internal;

import dev.stillmap.MapFormatException;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a saved map, section by section and record by record, and throws {@link MapFormatException} where it is not as
 * it was written. Nothing of a block is used before its checksum has been compared, and no memory is taken by a length
 * that the file gives. For one thread; of no use after an exception.
 */
public final class SaveReader {

    private static final String HINT = " (is it the codec that it was saved with?)";

    private final ReadableByteChannel channel;

    private final byte[] bytes = new byte[2 * SaveFormat.MOST_BLOCK];

    private final ByteBuffer view = ByteBuffer.wrap(bytes);

    private final CRC32C blockChecksum = new CRC32C();

    private final CRC32C sectionChecksum = new CRC32C();

    private final DataInputStream record = new DataInputStream(new RecordStream());

    /** The position of {@code bytes[0]}. */
    private long base;

    /** How many of {@code bytes} have been read. */
    private int limit;

    /** Where the block begins in {@code bytes}, what comes next in it, where its fragment and where it ends. */
    private int block;

    private int at;

    private int fragmentEnd;

    private int blockEnd;

    private boolean goesOn;

    private int kind;

    private int number;

    private long records;

    private long entries;

    private long recordPosition;

    private byte recordKind;

    private SaveEnd end = new SaveEnd(0, 0, 0, 0);

    private long wholeLength;

    /** What this or the channel threw: a codec that catches it must not make a wrong map of it. */
    private @Nullable Exception failure;

    public SaveReader(ReadableByteChannel channel) {
        SaveFormat.requireBlocking(channel);
        this.channel = channel;
    }

    /** Goes to the first section, or from the end of one to the next; false at the end of the channel. */
    public boolean nextSection() throws IOException {
        boolean first = end.sections() == 0;
        if (first) {
            readFileHeader();
        } else if (!fill(blockEnd, 1)) {
            return false;
        }
        number = 0;
        records = 0;
        sectionChecksum.reset();
        nextBlock();
        if (kind != (first ? SaveFormat.BEGIN_WHOLE : SaveFormat.BEGIN_CHANGES)
                || blockEnd - at != SaveFormat.BEGIN_PAYLOAD) {
            throw malformed(blockPosition(), "a section does not begin as one");
        }
        if (view.getInt(at) != end.link()) {
            throw malformed(
                    blockPosition(), "section " + end.sections() + " was appended to another copy of this file");
        }
        at = blockEnd;
        return true;
    }

    /** Goes to the next record of the section; false at its end. */
    public boolean nextRecord() throws IOException {
        while (at == blockEnd) {
            nextBlock();
            if (kind == SaveFormat.END) {
                endSection();
                return false;
            }
            requireRecords();
        }
        recordPosition = base + at;
        nextFragment();
        int value = record.read();
        boolean whole = end.sections() == 0;
        if (value != SaveFormat.ADDED && (whole || (value != SaveFormat.CHANGED && value != SaveFormat.REMOVED))) {
            throw malformed(recordPosition, "an entry of the unknown kind " + value);
        }
        recordKind = (byte) value;
        entries += value == SaveFormat.ADDED ? 1 : value == SaveFormat.REMOVED ? -1 : 0;
        records++;
        return true;
    }

    public byte recordKind() {
        return recordKind;
    }

    /** The bytes of the record; its end looks like the end of a file. */
    public DataInput record() {
        return record;
    }

    /** To be called when the record has been read. */
    public void endRecord() throws IOException {
        rethrow();
        if (record.read() >= 0) {
            throw malformed(recordPosition, "the codec has not read all bytes of this entry" + HINT);
        }
    }

    /** Where the file ends, after {@link #nextSection} has said so. */
    public SaveEnd end() {
        return end;
    }

    /** What to throw when a codec, or a key that was read, has thrown: in doubt what was thrown to the codec. */
    public IOException failed(Exception thrown) throws IOException {
        rethrow();
        return malformed(recordPosition, "this entry could not be read: " + thrown + HINT, thrown);
    }

    private void readFileHeader() throws IOException {
        if (!fill(0, SaveFormat.FILE_HEADER)) {
            throw truncated("within the header");
        }
        if (view.getLong(0) != SaveFormat.MAGIC) {
            throw malformed(0, "this is no saved map");
        }
        int checksumAt = SaveFormat.FILE_HEADER - Integer.BYTES;
        if (checksum(0, checksumAt) != view.getInt(checksumAt)) {
            throw malformed(0, "the header is corrupt");
        }
        int version = view.getInt(Long.BYTES);
        if (version != SaveFormat.VERSION) {
            throw malformed(
                    0,
                    "format version " + version + ", and this library reads version " + SaveFormat.VERSION
                            + " only: use the one that saved it");
        }
        end = new SaveEnd(view.getLong(Long.BYTES + Integer.BYTES), 0, 0, 0);
        blockEnd = SaveFormat.FILE_HEADER;
    }

    private void endSection() throws IOException {
        if (blockEnd - at != SaveFormat.END_PAYLOAD
                || view.getLong(at) != records
                || view.getLong(at + Long.BYTES) != entries
                || view.getInt(at + 2 * Long.BYTES) != (int) sectionChecksum.getValue()) {
            throw malformed(blockPosition(), "the section is not the one that this end was written for");
        }
        end = new SaveEnd(end.file(), end.sections() + 1, view.getInt(block), entries);
        at = blockEnd;
        wholeLength = base + blockEnd;
    }

    private void requireRecords() throws MapFormatException {
        if (kind != SaveFormat.RECORDS) {
            throw malformed(blockPosition(), "entries were expected here, not a block of the kind " + kind);
        }
    }

    /** Goes to the next block, which has to be the next of this section. */
    private void nextBlock() throws IOException {
        if (number > 0) {
            sectionChecksum.update(bytes, block, SaveFormat.KIND_AT);
        }
        if (!fill(blockEnd, SaveFormat.BLOCK_HEADER)) {
            throw truncated(limit == blockEnd ? "before the end of section " + end.sections() : "within a block");
        }
        block = blockEnd;
        int length = Short.toUnsignedInt(view.getShort(block + SaveFormat.LENGTH_AT));
        if (length > SaveFormat.MOST_PAYLOAD) {
            throw malformed(blockPosition(), "the block is corrupt: it cannot be longer than " + SaveFormat.MOST_BLOCK);
        }
        if (!fill(block, SaveFormat.BLOCK_HEADER + length)) {
            throw truncated("within the block that begins at " + blockPosition());
        }
        at = block + SaveFormat.BLOCK_HEADER;
        blockEnd = at + length;
        if (checksum(block + SaveFormat.KIND_AT, blockEnd) != view.getInt(block)) {
            throw malformed(blockPosition(), "the block is corrupt: its checksum is wrong");
        }
        kind = Short.toUnsignedInt(view.getShort(block + SaveFormat.KIND_AT));
        if (view.getLong(block + SaveFormat.FILE_AT) != end.file()) {
            throw malformed(blockPosition(), "the block belongs to another file");
        }
        int section = view.getInt(block + SaveFormat.SECTION_AT);
        int found = view.getInt(block + SaveFormat.NUMBER_AT);
        if (section != end.sections() || found != number) {
            throw malformed(
                    blockPosition(),
                    "blocks are missing, repeated or in another order: block " + found + " of section " + section
                            + " stands where block " + number + " of section " + end.sections() + " belongs");
        }
        number++;
    }

    private void nextFragment() throws IOException {
        if (blockEnd - at < SaveFormat.FRAGMENT_HEADER) {
            throw malformed(blockPosition(), "the block ends within an entry");
        }
        int header = Short.toUnsignedInt(view.getShort(at));
        at += SaveFormat.FRAGMENT_HEADER;
        goesOn = (header & SaveFormat.GOES_ON) != 0;
        fragmentEnd = at + (header & ~SaveFormat.GOES_ON);
        if (fragmentEnd > blockEnd) {
            throw malformed(blockPosition(), "the block ends within an entry");
        }
    }

    /** Goes to the record's next fragment that is not empty; false at the record's end. */
    private boolean findBytes() throws IOException {
        rethrow();
        while (at == fragmentEnd) {
            if (!goesOn) {
                return false;
            }
            while (at == blockEnd) {
                nextBlock();
                requireRecords();
            }
            nextFragment();
        }
        return true;
    }

    /**
     * Reads until so many bytes from {@code start} on are there, and may move these to 0; false at the channel's end.
     */
    private boolean fill(int start, int length) throws IOException {
        int from = start;
        if (bytes.length - from < length) {
            System.arraycopy(bytes, from, bytes, 0, limit - from);
            base += from;
            limit -= from;
            block -= from;
            blockEnd -= from;
            from = 0;
        }
        view.limit(bytes.length).position(limit);
        try {
            while (limit - from < length) {
                int read = channel.read(view);
                if (read < 0) {
                    return false;
                }
                limit += read;
            }
            return true;
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private int checksum(int from, int to) {
        blockChecksum.reset();
        blockChecksum.update(bytes, from, to - from);
        return (int) blockChecksum.getValue();
    }

    private long blockPosition() {
        return base + block;
    }

    private MapFormatException truncated(String where) {
        long position = base + limit;
        return malformed(position, "truncated " + where);
    }

    private MapFormatException malformed(long position, String what) {
        return malformed(position, what, null);
    }

    private MapFormatException malformed(long position, String what, @Nullable Exception cause) {
        String advice = wholeLength == 0
                ? ". Nothing before it is whole, so nothing can be loaded"
                : ". The first " + wholeLength
                        + " bytes are whole: cut to these, it loads as it was saved before section " + end.sections();
        MapFormatException exception = new MapFormatException(
                "saved map, position " + position + ": " + what + advice, position, wholeLength, cause);
        failure = exception;
        return exception;
    }

    private void rethrow() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }

    /** The bytes of one record, put together from its fragments. */
    private final class RecordStream extends InputStream {

        @Override
        public int read() throws IOException {
            return findBytes() ? bytes[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!findBytes()) {
                return -1;
            }
            int part = Math.min(length, fragmentEnd - at);
            System.arraycopy(bytes, at, target, offset, part);
            at += part;
            return part;
        }
    }
}
