package dev.stillmap;

import static dev.stillmap.SavedBytes.BLOCK_HEADER;
import static dev.stillmap.SavedBytes.INTS_TO_STRINGS;
import static dev.stillmap.SavedBytes.join;
import static dev.stillmap.SavedBytes.load;
import static dev.stillmap.SavedBytes.parts;
import static dev.stillmap.SavedBytes.save;
import static dev.stillmap.SavedBytes.seal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The layout of docs/format.md, byte by byte: files that are there stay readable, by older libraries too. */
class SaveFormatTest {
    private static final long FILE_NUMBER = 0x0123456789ABCDEFL;

    /** {1=one}, then 1 changed, 2 added, 1 removed in a section each. One block to a line. */
    private static final String VERSION_1 = """
            89534d41500d0a1a000000010123456789abcdef1f89e6f8
            8ed1a270000100040123456789abcdef000000000000000000000000
            38f767f50003000e0123456789abcdef0000000000000001000c0100000001000000036f6e65
            4011033f000400140123456789abcdef0000000000000002000000000000000100000000000000018e627c52
            c0c9096f000200040123456789abcdef00000001000000004011033f
            1250b0ec0003000d0123456789abcdef0000000100000001000b0200000001fffffffed83d
            0a1b9b42000400140123456789abcdef000000010000000200000000000000010000000000000001313a7ebc
            db7fa610000200040123456789abcdef00000002000000000a1b9b42
            eeea674d000300100123456789abcdef0000000200000001000e0100000002000000057a77c3b669
            c46c6555000400140123456789abcdef0000000200000002000000000000000100000000000000028a402ff1
            b2e0ea4a000200040123456789abcdef0000000300000000c46c6555
            d900b99d000300070123456789abcdef000000030000000100050300000001
            adb36bfb000400140123456789abcdef0000000300000002000000000000000100000000000000019c1b297f
            """;

    private static byte[] version1() {
        return HexFormat.of().parseHex(VERSION_1.replaceAll("\\s", ""));
    }

    @Test
    void aFileOfVersion1StillLoads() throws IOException {
        assertThat(load(version1(), INTS_TO_STRINGS)).isEqualTo(Map.of(2, "zw\u00f6i"));
    }

    @Test
    void whatIsSavedIsOfVersion1() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StillMap<Integer, String> map = new StillMap<>(Map.of(1, "one"));
        try (MapFile<Integer, String> file = MapFile.create(map, Channels.newChannel(bytes), INTS_TO_STRINGS)) {
            file.save();
            map.put(1, "\uD83D");
            file.save();
            map.put(2, "zw\u00f6i");
            file.save();
            map.remove(1);
            file.save();
        }
        List<byte[]> parts = parts(bytes.toByteArray());
        for (byte[] part : parts) {
            // The number of a file is random.
            ByteBuffer.wrap(part).putLong(part == parts.get(0) ? 12 : 8, FILE_NUMBER);
        }
        seal(parts);
        String saved =
                String.join("\n", parts.stream().map(HexFormat.of()::formatHex).toList());
        assertThat(saved.lines()).containsExactlyElementsOf(VERSION_1.lines().toList());
    }

    @Test
    void blocksAreFilledToTheLimit() throws IOException {
        byte[] file = save(new StillMap<>(Map.of(1, "x".repeat(70_000))), INTS_TO_STRINGS);
        List<byte[]> parts = parts(file);
        // Kind and four bytes of key and length each in front, and a fragment's header in each block.
        int rest = 1 + 4 + 4 + 70_000 - 2 * (32_768 - 2);
        assertThat(parts)
                .extracting(part -> part.length)
                .containsExactly(24, 24 + 4, 24 + 32_768, 24 + 32_768, 24 + 2 + rest, 24 + 20);
        assertThat(parts.subList(1, 6))
                .extracting(part -> (int) ByteBuffer.wrap(part).getShort(4))
                .containsExactly(1, 3, 3, 3, 4);
        assertThat(parts.subList(1, 6))
                .extracting(part -> ByteBuffer.wrap(part).getInt(20))
                .containsExactly(0, 1, 2, 3, 4);
        assertThat(parts.subList(2, 5))
                .extracting(part -> (int) ByteBuffer.wrap(part).getShort(BLOCK_HEADER))
                .containsExactly((int) (short) (0x8000 | 32_766), (int) (short) (0x8000 | 32_766), rest);
    }

    @Test
    void aBlockBeyondTheLimitIsRefused() throws IOException {
        List<byte[]> parts = parts(save(new StillMap<>(Map.of(1, "x".repeat(40_000))), INTS_TO_STRINGS));
        byte[] first = parts.get(2);
        byte[] second = parts.remove(3);
        byte[] both = Arrays.copyOf(first, first.length + second.length - BLOCK_HEADER);
        System.arraycopy(second, BLOCK_HEADER, both, first.length, second.length - BLOCK_HEADER);
        ByteBuffer.wrap(both).putShort(6, (short) (both.length - BLOCK_HEADER));
        parts.set(2, both);
        ByteBuffer.wrap(parts.get(3)).putInt(20, 2);
        seal(parts);
        assertThatExceptionOfType(MapFormatException.class)
                .isThrownBy(() -> load(join(parts), INTS_TO_STRINGS))
                .withMessageContaining("cannot be longer");
    }

    /** Blocks may be shorter, fragments and blocks without a byte too. */
    @Test
    void anEntryMayBeCutAnywhere() throws IOException {
        StillMap<Integer, String> map = new StillMap<>(Map.of(1, "some value"));
        List<byte[]> parts = parts(save(map, INTS_TO_STRINGS));
        byte[] records = parts.get(2);
        byte[] entry = Arrays.copyOfRange(records, BLOCK_HEADER + 2, records.length);
        for (int length = 1; length <= entry.length; length++) {
            for (int empty = 0; empty < 3; empty++) {
                List<byte[]> cut = new ArrayList<>(parts.subList(0, 2));
                for (int from = 0; from < entry.length; from += length) {
                    int to = Math.min(entry.length, from + length);
                    byte[] fragment = ByteBuffer.allocate(2 + to - from)
                            .putShort((short) ((to - from) | (to < entry.length ? 0x8000 : 0)))
                            .put(entry, from, to - from)
                            .array();
                    if (empty > 0 && from > 0) {
                        cut.add(block(records, empty == 1 ? new byte[0] : new byte[] {(byte) 0x80, 0}));
                    }
                    cut.add(block(records, fragment));
                }
                cut.add(parts.get(3).clone());
                for (int i = 1; i < cut.size(); i++) {
                    ByteBuffer.wrap(cut.get(i)).putInt(20, i - 1);
                }
                seal(cut);
                assertThat(load(join(cut), INTS_TO_STRINGS)).isEqualTo(map);
            }
        }
    }

    private static byte[] block(byte[] like, byte[] payload) {
        byte[] block = Arrays.copyOf(like, BLOCK_HEADER + payload.length);
        return ByteBuffer.wrap(block)
                .putShort(6, (short) payload.length)
                .put(BLOCK_HEADER, payload)
                .array();
    }
}
