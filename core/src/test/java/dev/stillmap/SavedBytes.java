package dev.stillmap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Saved maps as byte arrays, and what can go wrong with them. The layout is that of docs/format.md, told once more. */
final class SavedBytes {
    static final int FILE_HEADER = 24;
    static final int BLOCK_HEADER = 24;
    static final int END_KIND = 4;

    static final EntryCodec<Integer, String> INTS_TO_STRINGS = EntryCodec.of(Codec.ints(), Codec.strings());
    static final EntryCodec<String, String> STRINGS = EntryCodec.of(Codec.strings(), Codec.strings());

    private SavedBytes() {}

    static <K, V> byte[] save(StillMap<K, V> map, EntryCodec<K, V> codec) throws IOException {
        try (Snapshot<K, V> snapshot = map.snapshot()) {
            return save(snapshot, codec);
        }
    }

    static <K, V> byte[] save(Snapshot<K, V> snapshot, EntryCodec<K, V> codec) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        snapshot.writeTo(Channels.newChannel(bytes), codec);
        return bytes.toByteArray();
    }

    static <K, V> StillMap<K, V> load(byte[] bytes, EntryCodec<K, V> codec) throws IOException {
        return StillMap.readFrom(Channels.newChannel(new ByteArrayInputStream(bytes)), codec);
    }

    /** A few entries, then two sections of changes of every kind. */
    static byte[] chain() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StillMap<Integer, String> map = new StillMap<>();
        try (MapFile<Integer, String> file = MapFile.create(map, Channels.newChannel(bytes), INTS_TO_STRINGS)) {
            for (int key = 0; key < 5; key++) {
                map.put(key, "value " + key);
            }
            file.save();
            map.put(1, "one");
            map.remove(2);
            map.put(7, "seven");
            file.save();
            map.remove(7);
            map.put(8, "eight");
            file.save();
        }
        return bytes.toByteArray();
    }

    /** The parts of a file: its header, then each block. */
    static List<byte[]> parts(byte[] file) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(Arrays.copyOf(file, FILE_HEADER));
        for (int at = FILE_HEADER; at < file.length; ) {
            int length =
                    BLOCK_HEADER + Short.toUnsignedInt(ByteBuffer.wrap(file).getShort(at + 6));
            parts.add(Arrays.copyOfRange(file, at, at + length));
            at += length;
        }
        return parts;
    }

    static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parts.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    static boolean isEnd(byte[] part) {
        return part.length > BLOCK_HEADER && ByteBuffer.wrap(part).getShort(4) == END_KIND;
    }

    /** Where sections end: the lengths to which a file can be cut and is a whole one, as it was saved before. */
    static List<Integer> sectionEnds(byte[] file) {
        List<Integer> ends = new ArrayList<>();
        int at = 0;
        for (byte[] part : parts(file)) {
            at += part.length;
            if (isEnd(part)) {
                ends.add(at);
            }
        }
        return ends;
    }

    /** Makes every checksum right, as somebody does who forges a file. */
    static void seal(List<byte[]> parts) {
        ByteBuffer.wrap(parts.get(0)).putInt(20, checksum(parts.get(0), 0, 20));
        CRC32C section = new CRC32C();
        boolean begins = true;
        int link = 0;
        for (byte[] part : parts.subList(1, parts.size())) {
            ByteBuffer block = ByteBuffer.wrap(part);
            if (begins) {
                section.reset();
                block.putInt(BLOCK_HEADER, link);
            }
            begins = isEnd(part);
            if (begins && part.length >= BLOCK_HEADER + 20) {
                block.putInt(BLOCK_HEADER + 16, (int) section.getValue());
            }
            link = checksum(part, 4, part.length);
            block.putInt(0, link);
            section.update(part, 0, 4);
        }
    }

    private static int checksum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    /** A file that takes and gives a few bytes at once, and none at all when its budget is spent. */
    static final class Trickle implements SeekableByteChannel {
        private final FileChannel file;
        private final int atOnce;
        private long budget;

        Trickle(FileChannel file, int atOnce, long budget) {
            this.file = file;
            this.atOnce = atOnce;
            this.budget = budget;
        }

        void budget(long bytes) {
            budget = bytes;
        }

        private interface Transfer {
            int apply(ByteBuffer buffer) throws IOException;
        }

        private int transfer(ByteBuffer buffer, Transfer transfer) throws IOException {
            if (budget <= 0) {
                throw new IOException("no space left");
            }
            int limit = buffer.limit();
            buffer.limit((int) Math.min(limit, buffer.position() + Math.min(atOnce, budget)));
            int count = transfer.apply(buffer);
            buffer.limit(limit);
            budget -= count;
            return count;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return transfer(target, file::read);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return transfer(source, file::write);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
