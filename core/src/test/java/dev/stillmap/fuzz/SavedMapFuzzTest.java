package dev.stillmap.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.stillmap.Codec;
import dev.stillmap.EntryCodec;
import dev.stillmap.MapFormatException;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Any bytes whatever, loaded as a saved map: either a map comes of it, which can be saved and loaded again, or {@link
 * MapFormatException} with a position inside, and with a length to which the bytes can be cut and load. Each input is
 * loaded as it is and with its checksums made right, as by somebody who forges a file; else hardly any would pass the
 * first of them.
 *
 * <p>The corpus was seen red with mistakes planted in a copy of the map: memory taken by a length that the file claims,
 * a section's end read without a look at its length, exceptions of keys passed on as they are, the whole length told
 * wrong, a key that comes twice, a removal of an absent key. A reader that is only too lenient is not found here.
 */
class SavedMapFuzzTest {
    /** What may come of bytes; the corpus must show all of them. */
    enum Outcome {
        LOADED,
        REFUSED,
        REFUSED_BEHIND_A_WHOLE_PART
    }

    private static final int FILE_HEADER = 24;
    private static final int BLOCK_HEADER = 24;
    private static final int END_KIND = 4;
    private static final int END_PAYLOAD = 20;

    /** Buffers of the reader and of a codec, and a table. */
    private static final long MOST_BYTES = 1 << 20;

    /** For each byte of the file: entries of a byte or two are the dearest. */
    private static final long MOST_BYTES_PER_BYTE = 256;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static final List<EntryCodec<?, ?>> CODECS = List.of(
            EntryCodec.of(Codec.ints(), Codec.strings()),
            EntryCodec.of(Codec.strings(), Codec.byteArrays()),
            EntryCodec.of(Codec.of((key, out) -> out.writeByte(key), in -> in.readByte()), Codec.longs()));

    @FuzzTest(maxDuration = "4m")
    void load(byte[] input) throws IOException {
        byte[] forged = seal(input.clone());
        for (EntryCodec<?, ?> codec : CODECS) {
            check(input, codec);
            check(forged, codec);
        }
    }

    static <K, V> Outcome check(byte[] bytes, EntryCodec<K, V> codec) throws IOException {
        long bound = MOST_BYTES + MOST_BYTES_PER_BYTE * bytes.length;
        // Once more, since the first time classes may be loaded.
        if (bytesTaken(bytes, codec) > bound) {
            assertThat(bytesTaken(bytes, codec)).isLessThanOrEqualTo(bound);
        }
        StillMap<K, V> map;
        try {
            map = read(bytes, codec);
        } catch (MapFormatException refused) {
            assertThat(refused.position()).isBetween(0L, (long) bytes.length);
            assertThat(refused.wholeLength()).isBetween(0L, refused.position());
            if (refused.wholeLength() == 0) {
                return Outcome.REFUSED;
            }
            read(Arrays.copyOf(bytes, (int) refused.wholeLength()), codec).verify();
            return Outcome.REFUSED_BEHIND_A_WHOLE_PART;
        }
        map.verify();
        long entries = ByteBuffer.wrap(bytes).getLong(bytes.length - END_PAYLOAD + Long.BYTES);
        assertThat(map.mappingCount()).isEqualTo(entries);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        try (Snapshot<K, V> snapshot = map.snapshot()) {
            snapshot.writeTo(Channels.newChannel(saved), codec);
        }
        StillMap<K, V> again = read(saved.toByteArray(), codec);
        assertThat(again.keySet()).isEqualTo(map.keySet());
        again.forEach((key, value) -> assertThat(value).isEqualTo(map.get(key)));
        return Outcome.LOADED;
    }

    private static long bytesTaken(byte[] bytes, EntryCodec<?, ?> codec) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            assertThat(read(bytes, codec)).isNotNull();
        } catch (MapFormatException refused) {
            // What it cost counts all the same.
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static <K, V> StillMap<K, V> read(byte[] bytes, EntryCodec<K, V> codec) throws IOException {
        return StillMap.readFrom(Channels.newChannel(new ByteArrayInputStream(bytes)), codec);
    }

    /** Makes right every checksum that there is room for, and returns the array. */
    static byte[] seal(byte[] file) {
        if (file.length < FILE_HEADER) {
            return file;
        }
        ByteBuffer view = ByteBuffer.wrap(file);
        view.putInt(FILE_HEADER - 4, checksum(file, 0, FILE_HEADER - 4));
        CRC32C section = new CRC32C();
        boolean begins = true;
        int link = 0;
        int next;
        for (int at = FILE_HEADER; at + BLOCK_HEADER <= file.length; at = next) {
            int payload = at + BLOCK_HEADER;
            next = payload + Short.toUnsignedInt(view.getShort(at + 6));
            if (next > file.length) {
                break;
            }
            if (begins) {
                section.reset();
                if (next - payload >= 4) {
                    view.putInt(payload, link);
                }
            }
            begins = view.getShort(at + 4) == END_KIND;
            if (begins && next - payload >= END_PAYLOAD) {
                view.putInt(payload + 16, (int) section.getValue());
            }
            link = checksum(file, at + 4, next);
            view.putInt(at, link);
            section.update(file, at, 4);
        }
        return file;
    }

    private static int checksum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
