package dev.stillmap.server.input;

import dev.stillmap.server.definition.InputDefinition.Format;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Opens text, compressed by gzip or not, by what it begins with and not by its name. What begins like something else is
 * refused with what to do about it.
 */
final class Decompressed {

    private static final int BUFFER = 1 << 16;

    /** What is looked at to tell text from something else, if it is there at once. */
    private static final int BEGINNING = 512;

    /** What is waited for, as all known beginnings are shorter. */
    private static final int AWAITED = 16;

    /** Some programs write it before UTF-8; it is no part of the text. */
    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

    private Decompressed() {}

    static Reader open(String source, InputStream in, Format format) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        byte[] beginning = beginning(buffered);
        if (isGzip(beginning)) {
            buffered = new BufferedInputStream(new GzipParts(buffered), BUFFER);
            beginning = beginning(buffered);
        }
        if (starts(beginning, BYTE_ORDER_MARK)) {
            buffered.skipNBytes(BYTE_ORDER_MARK.length);
            beginning = beginning(buffered);
        }
        String wrong = wrong(beginning, format);
        if (wrong != null) {
            throw new InputException(source + " is " + wrong);
        }
        return new InputStreamReader(
                buffered, StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT));
    }

    static boolean isGzip(byte[] beginning) {
        return starts(beginning, 0x1f, 0x8b);
    }

    private static byte[] beginning(BufferedInputStream in) throws IOException {
        in.mark(BEGINNING);
        byte[] beginning = new byte[BEGINNING];
        int count = 0;
        while (count < AWAITED) {
            int more = in.read(beginning, count, BEGINNING - count);
            if (more < 0) {
                break;
            }
            count += more;
        }
        in.reset();
        return Arrays.copyOf(beginning, count);
    }

    private static boolean starts(byte[] bytes, int... with) {
        return follows(bytes, 0, with);
    }

    private static boolean follows(byte[] bytes, int from, int... with) {
        for (int i = 0; i < with.length; i++) {
            if (from + i >= bytes.length || bytes[from + i] != (byte) with[i]) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String wrong(byte[] bytes, Format format) {
        if (starts(bytes, 'P', 'K', 3, 4)) {
            return "a ZIP archive, perhaps a spreadsheet: unpack it, or save it as CSV";
        }
        // A column may be called PAR1; what follows in Parquet is no text.
        if (starts(bytes, 'P', 'A', 'R', '1', 0x15)) {
            return "a Parquet file: export it as CSV or JSON Lines";
        }
        // Behind how well it is packed it has pi.
        if (starts(bytes, 'B', 'Z', 'h') && follows(bytes, 4, '1', 'A', 'Y', '&', 'S', 'Y')) {
            return "compressed by bzip2: unpack it, or compress it by gzip";
        }
        if (starts(bytes, 0xfd, '7', 'z', 'X', 'Z')) {
            return "compressed by xz: unpack it, or compress it by gzip";
        }
        if (starts(bytes, 0x28, 0xb5, 0x2f, 0xfd)) {
            return "compressed by zstd: unpack it, or compress it by gzip";
        }
        if (starts(bytes, '%', 'P', 'D', 'F')) {
            return "a PDF document: it has no events that can be read";
        }
        for (byte each : bytes) {
            if (each == 0) {
                return "no UTF-8 text, but binary or UTF-16: convert it, with iconv for one";
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8).stripLeading();
        if (format == Format.CSV && text.startsWith("{")) {
            return "JSON where CSV is expected: say 'format: ndjson' in the definition, or send it as application/x-ndjson";
        }
        if (format == Format.NDJSON && text.startsWith("[")) {
            return "one JSON array: write one object in each line, as jq -c '.[]' does";
        }
        return null;
    }
}
