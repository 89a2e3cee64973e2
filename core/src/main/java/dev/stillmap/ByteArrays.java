package dev.stillmap;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Byte arrays and strings with their lengths in front. */
final class ByteArrays {

    /** Memory that is taken on the word of a length alone; beyond it, as much again as has arrived. */
    private static final int TRUSTED_LENGTH = 1 << 16;

    /** What {@code String} and {@code CharsetDecoder} put where bytes are no UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private ByteArrays() {}

    static void write(byte[] array, DataOutput out) throws IOException {
        out.writeInt(array.length);
        out.write(array);
    }

    static byte[] read(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            throw new IOException("a byte array of length " + length);
        }
        return readFully(length, in);
    }

    private static byte[] readFully(int length, DataInput in) throws IOException {
        byte[] array = new byte[Math.min(length, TRUSTED_LENGTH)];
        in.readFully(array);
        while (array.length < length) {
            int arrived = array.length;
            array = Arrays.copyOf(array, (int) Math.min(length, 2L * arrived));
            in.readFully(array, arrived, array.length - arrived);
        }
        return array;
    }

    /** UTF-16 has the complement of its length in front, which is below 0. */
    static void writeString(String string, DataOutput out) throws IOException {
        if (hasLoneSurrogate(string)) {
            out.writeInt(~string.length());
            out.writeChars(string);
        } else {
            write(string.getBytes(StandardCharsets.UTF_8), out);
        }
    }

    static String readString(DataInput in) throws IOException {
        int length = in.readInt();
        return length < 0 ? readChars(~length, in) : readUtf8(length, in);
    }

    private static String readUtf8(int length, DataInput in) throws IOException {
        byte[] bytes = readFully(length, in);
        String string = new String(bytes, StandardCharsets.UTF_8);
        if (string.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(string.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new IOException("a string of " + length + " bytes that are not UTF-8");
        }
        return string;
    }

    private static String readChars(int length, DataInput in) throws IOException {
        char[] chars = new char[Math.min(length, TRUSTED_LENGTH)];
        for (int i = 0; i < length; i++) {
            if (i == chars.length) {
                chars = Arrays.copyOf(chars, (int) Math.min(length, 2L * i));
            }
            chars[i] = in.readChar();
        }
        return new String(chars);
    }

    private static boolean hasLoneSurrogate(String string) {
        for (int i = 0; i < string.length(); i++) {
            if (Character.isSurrogate(string.charAt(i))) {
                if (Character.charCount(string.codePointAt(i)) == 1) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
