package dev.stillmap.server.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Looks at the log that SQLite has beside its file (its format: sqlite.org/fileformat2.html#walformat). SQLite ends such a log at the first
 * frame that is not as it was written, as if the process had ended there. Where a further transaction follows, it had not: each was on the
 * disk before the next began.
 */
final class WriteAheadLog {

    private static final int MAGIC = 0x377f0682;

    private static final int HEADER = 32;

    private static final int SUMMED_OF_HEADER = 24;

    private static final int FRAME_HEADER = 24;

    private static final int SUMMED_OF_FRAME_HEADER = 8;

    private static final int PAGE_SIZE_AT = 8;

    private static final int SALT_AT = 16;

    private static final int SUM_AT = 24;

    private static final int COMMIT_AT = 4;

    private static final int SALT_OF_FRAME_AT = 8;

    private static final int SUM_OF_FRAME_AT = 16;

    /** SQLite's running checksum. */
    private int first;

    private int second;

    /** In which the checksum takes numbers. */
    private ByteOrder order = ByteOrder.BIG_ENDIAN;

    private WriteAheadLog() {}

    /** Whether a transaction that was on the disk is damaged. Of the last one that cannot be told from one that was not finished. */
    static boolean isDamaged(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new WriteAheadLog().isDamaged(channel);
        }
    }

    private boolean isDamaged(FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        if (!fill(channel, header)) {
            return false;
        }
        int magic = header.getInt(0);
        order = (magic & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        add(header, 0, SUMMED_OF_HEADER);
        int pageSize = header.getInt(PAGE_SIZE_AT);
        boolean isHeader = (magic & ~1) == MAGIC && isSum(header, SUM_AT) && Integer.bitCount(pageSize) == 1;
        if (!isHeader) {
            // It is written, and on the disk, before the first frame.
            return channel.size() > HEADER + FRAME_HEADER;
        }
        long salt = header.getLong(SALT_AT);
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + pageSize);
        boolean isWhole = true;
        boolean isOver = false;
        while (fill(channel, frame)) {
            boolean isOfThisLog = frame.getLong(SALT_OF_FRAME_AT) == salt;
            if (isWhole) {
                add(frame, 0, SUMMED_OF_FRAME_HEADER);
                add(frame, FRAME_HEADER, pageSize);
                isWhole = isOfThisLog && isSum(frame, SUM_OF_FRAME_AT);
            } else if (isOver && isOfThisLog) {
                return true;
            }
            isOver |= !isWhole && frame.getInt(COMMIT_AT) != 0;
        }
        return false;
    }

    private static boolean fill(FileChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }

    private void add(ByteBuffer bytes, int from, int length) {
        bytes.order(order);
        for (int at = from; at < from + length; at += 2 * Integer.BYTES) {
            first += bytes.getInt(at) + second;
            second += bytes.getInt(at + Integer.BYTES) + first;
        }
        bytes.order(ByteOrder.BIG_ENDIAN);
    }

    private boolean isSum(ByteBuffer bytes, int at) {
        return bytes.getInt(at) == first && bytes.getInt(at + Integer.BYTES) == second;
    }
}
