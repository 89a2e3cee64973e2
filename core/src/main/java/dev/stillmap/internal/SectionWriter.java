package dev.stillmap.internal;

import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes one section of a saved map: the first with the file's header in front, all others as changes. Records go into
 * blocks of bounded size; one that does not fit goes on in the next. For one thread; of no use after an exception.
 */
public final class SectionWriter {

    private final WritableByteChannel channel;

    private final SaveEnd before;

    private final byte[] bytes = new byte[SaveFormat.MOST_BLOCK];

    private final ByteBuffer block = ByteBuffer.wrap(bytes);

    private final CRC32C blockChecksum = new CRC32C();

    /** Over the checksums of the blocks. */
    private final CRC32C sectionChecksum = new CRC32C();

    private final DataOutputStream record = new DataOutputStream(new RecordStream());

    private int blocks;

    private long records;

    /** Added less removed. */
    private long added;

    /** Where the fragment begins that is being written. */
    private int fragment;

    /** What the channel threw: a codec that catches it must not make a section that looks whole. */
    private @Nullable Exception failure;

    public SectionWriter(WritableByteChannel channel, SaveEnd before) throws IOException {
        SaveFormat.requireBlocking(channel);
        this.channel = channel;
        this.before = before;
        boolean first = before.sections() == 0;
        if (first) {
            block.putLong(SaveFormat.MAGIC).putInt(SaveFormat.VERSION).putLong(before.file());
            block.putInt(checksum(0, block.position()));
            send();
        }
        block.position(SaveFormat.BLOCK_HEADER);
        block.putInt(before.link());
        endBlock(first ? SaveFormat.BEGIN_WHOLE : SaveFormat.BEGIN_CHANGES);
    }

    /** Begins a record; what is written to the result belongs to it until {@link #endRecord}. */
    public DataOutput beginRecord(byte kind) throws IOException {
        if (block.remaining() <= SaveFormat.FRAGMENT_HEADER) {
            endBlock(SaveFormat.RECORDS);
        }
        beginFragment();
        block.put(kind);
        added += kind == SaveFormat.ADDED ? 1 : kind == SaveFormat.REMOVED ? -1 : 0;
        return record;
    }

    public void endRecord() throws IOException {
        rethrow();
        endFragment(0);
        records++;
    }

    /** Ends the section; without it nobody loads it. */
    public SaveEnd end() throws IOException {
        if (block.position() > SaveFormat.BLOCK_HEADER) {
            endBlock(SaveFormat.RECORDS);
        }
        long entries = before.entries() + added;
        block.putLong(records).putLong(entries).putInt((int) sectionChecksum.getValue());
        int link = endBlock(SaveFormat.END);
        return new SaveEnd(before.file(), before.sections() + 1, link, entries);
    }

    private void beginFragment() {
        fragment = block.position();
        block.position(fragment + SaveFormat.FRAGMENT_HEADER);
    }

    private void endFragment(int flag) {
        int length = block.position() - fragment - SaveFormat.FRAGMENT_HEADER;
        block.putShort(fragment, (short) (length | flag));
    }

    /** Completes the block, hands it over and begins the next; returns its checksum. */
    private int endBlock(int kind) throws IOException {
        block.putShort(SaveFormat.KIND_AT, (short) kind);
        block.putShort(SaveFormat.LENGTH_AT, (short) (block.position() - SaveFormat.BLOCK_HEADER));
        block.putLong(SaveFormat.FILE_AT, before.file());
        block.putInt(SaveFormat.SECTION_AT, before.sections());
        block.putInt(SaveFormat.NUMBER_AT, blocks);
        blocks = Math.incrementExact(blocks);
        int checksum = checksum(SaveFormat.KIND_AT, block.position());
        block.putInt(0, checksum);
        sectionChecksum.update(bytes, 0, SaveFormat.KIND_AT);
        send();
        block.position(SaveFormat.BLOCK_HEADER);
        return checksum;
    }

    private int checksum(int from, int to) {
        blockChecksum.reset();
        blockChecksum.update(bytes, from, to - from);
        return (int) blockChecksum.getValue();
    }

    private void send() throws IOException {
        rethrow();
        block.flip();
        try {
            while (block.hasRemaining()) {
                channel.write(block);
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
        block.clear();
    }

    private void rethrow() throws IOException {
        if (failure != null) {
            throw new IOException("the channel failed before: " + failure.getMessage(), failure);
        }
    }

    /** The bytes of one record, cut into fragments where blocks end. */
    private final class RecordStream extends OutputStream {

        @Override
        public void write(int value) throws IOException {
            room();
            block.put((byte) value);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int part = Math.min(length - done, room());
                block.put(source, offset + done, part);
                done += part;
            }
        }

        /** How many bytes fit, at least one. */
        private int room() throws IOException {
            if (!block.hasRemaining()) {
                endFragment(SaveFormat.GOES_ON);
                endBlock(SaveFormat.RECORDS);
                beginFragment();
            }
            return block.remaining();
        }
    }
}
