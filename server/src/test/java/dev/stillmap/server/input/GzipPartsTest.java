package dev.stillmap.server.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class GzipPartsTest {

    private static final byte[] FIRST = text(5_000);

    private static final byte[] SECOND = text(200_000);

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + random.nextInt(10));
        }
        return text;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] unpacked(byte[] packed, int atATime) throws IOException {
        InputStream slow = new ByteArrayInputStream(packed) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, atATime));
            }
        };
        try (GzipParts gzip = new GzipParts(slow)) {
            return gzip.readAllBytes();
        }
    }

    @Test
    void partsFollowEachOtherHoweverTheyAreCut() throws IOException {
        byte[] packed = joined(gzip(FIRST), gzip(new byte[0]), gzip(SECOND), gzip(FIRST));
        for (int atATime : new int[] {1, 7, 8_192, Integer.MAX_VALUE}) {
            assertThat(unpacked(packed, atATime)).isEqualTo(joined(FIRST, SECOND, FIRST));
        }
    }

    @Test
    void allOfAHeaderIsSkipped() throws IOException {
        byte[] plain = gzip(FIRST);
        byte[] header = Arrays.copyOf(plain, 10);
        header[3] = 2 + 4 + 8 + 16;
        byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
        byte[] named = "a.csv\0what it is\0".getBytes(StandardCharsets.US_ASCII);
        assertThat(unpacked(joined(header, new byte[] {3, 0, 1, 2, 3}, named, new byte[2], rest), 1))
                .isEqualTo(FIRST);
    }

    @Test
    void zerosMayFollow() throws IOException {
        assertThat(unpacked(joined(gzip(FIRST), new byte[100_000]), 8_192)).isEqualTo(FIRST);
        assertThatExceptionOfType(ZipException.class)
                .isThrownBy(() -> unpacked(joined(gzip(FIRST), new byte[100_000], gzip(FIRST)), 8_192));
    }

    /** Of the JDK's own stream a later part ended without a word here. */
    @Test
    void aLaterPartThatIsCutIsAnErrorWhereverThatIs() throws IOException {
        byte[] first = gzip(FIRST);
        byte[] packed = joined(first, gzip(FIRST));
        for (int length = first.length + 1; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatExceptionOfType(EOFException.class)
                    .as("cut at %s", length)
                    .isThrownBy(() -> unpacked(cut, Integer.MAX_VALUE));
        }
    }

    @Test
    void whatFollowsAPartIsAnErrorUnlessItIsAPart() throws IOException {
        assertThatExceptionOfType(ZipException.class)
                .isThrownBy(() -> unpacked(joined(gzip(FIRST), SECOND), Integer.MAX_VALUE));
    }

    /** What changes nothing is its time, its kind, its system, and bits that fill up a byte. */
    @Test
    void damageIsAnErrorUnlessItChangesNothing() throws IOException {
        byte[] packed = joined(gzip(FIRST), gzip(FIRST));
        int errors = 0;
        for (int bit = 0; bit < packed.length * Byte.SIZE; bit++) {
            byte[] damaged = packed.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            try {
                assertThat(unpacked(damaged, Integer.MAX_VALUE))
                        .as("bit %s", bit)
                        .isEqualTo(joined(FIRST, FIRST));
            } catch (IOException e) {
                errors++;
            }
        }
        assertThat(errors).isGreaterThan((packed.length - 20) * Byte.SIZE);
    }
}
