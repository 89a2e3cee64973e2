package dev.stillmap;

import static dev.stillmap.SavedBytes.BLOCK_HEADER;
import static dev.stillmap.SavedBytes.FILE_HEADER;
import static dev.stillmap.SavedBytes.INTS_TO_STRINGS;
import static dev.stillmap.SavedBytes.chain;
import static dev.stillmap.SavedBytes.join;
import static dev.stillmap.SavedBytes.load;
import static dev.stillmap.SavedBytes.parts;
import static dev.stillmap.SavedBytes.save;
import static dev.stillmap.SavedBytes.seal;
import static dev.stillmap.SavedBytes.sectionEnds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** A saved map that is not as it was written is refused, with the position, and nothing else happens. */
class SaveCorruptionTest {
    private final long seed = Stress.seed();
    private final Random random = new Random(seed);

    /** Several blocks in a section of all entries. */
    private static byte[] large() throws IOException {
        StillMap<Integer, String> map = new StillMap<>();
        for (int key = 0; key < 20; key++) {
            map.put(key, (key + " ").repeat(4_000));
        }
        return save(map, INTS_TO_STRINGS);
    }

    private AbstractThrowableAssert<?, MapFormatException> assertRefused(byte[] bytes, String how) {
        try {
            load(bytes, INTS_TO_STRINGS);
        } catch (MapFormatException refused) {
            assertThat(refused.position()).as(how).isBetween(0L, (long) bytes.length);
            assertThat(refused.wholeLength()).as(how).isBetween(0L, refused.position());
            return assertThat(refused).as(how).hasMessageContaining("position " + refused.position());
        } catch (Exception other) {
            return fail(how + " (seed " + seed + ") led to " + other, other);
        }
        return fail(how + " (seed " + seed + ") was not found");
    }

    @Test
    void everyTruncation() throws IOException {
        byte[] file = chain();
        List<Integer> ends = sectionEnds(file);
        assertThat(ends).hasSize(3).endsWith(file.length);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            if (ends.contains(length)) {
                // As it was before the next section was appended.
                assertThat(load(cut, INTS_TO_STRINGS)).isNotEmpty();
                continue;
            }
            assertRefused(cut, "cut to " + length).hasMessageContaining("truncated");
            MapFormatException refused =
                    catchThrowableOfType(MapFormatException.class, () -> load(cut, INTS_TO_STRINGS));
            int whole = ends.stream()
                    .mapToInt(end -> end)
                    .filter(end -> end < cut.length)
                    .max()
                    .orElse(0);
            assertThat(refused.position()).isEqualTo(length);
            assertThat(refused.wholeLength()).isEqualTo(whole);
            assertThat(refused).hasMessageContaining(whole == 0 ? "nothing can be loaded" : "cut to these");
        }
    }

    @Test
    void truncationsOfALargeFile() throws IOException {
        byte[] file = large();
        for (int i = 0; i < 200; i++) {
            int length = random.nextInt(file.length);
            assertRefused(Arrays.copyOf(file, length), "cut to " + length)
                    .hasMessageContaining("truncated")
                    .hasMessageContaining("nothing can be loaded");
        }
    }

    @Test
    void everyByte() throws IOException {
        byte[] file = chain();
        for (int at = 0; at < file.length; at++) {
            for (int pattern :
                    new int[] {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF, 0x55, file[at] & 0xFF}) {
                byte[] corrupt = file.clone();
                corrupt[at] ^= (byte) pattern;
                if (pattern != 0) {
                    assertRefused(corrupt, "byte " + at + " changed by " + pattern);
                }
            }
        }
    }

    @Test
    void bytesOfALargeFile() throws IOException {
        byte[] file = large();
        for (int i = 0; i < 300; i++) {
            byte[] corrupt = file.clone();
            int at = random.nextInt(file.length);
            corrupt[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused(corrupt, "a bit of byte " + at);
        }
    }

    @Test
    void rangesThatAreMissingRepeatedInsertedOrOverwritten() throws IOException {
        for (byte[] file : List.of(chain(), large())) {
            List<Integer> ends = sectionEnds(file);
            for (int i = 0; i < 500; i++) {
                int from = random.nextInt(file.length);
                int to = Math.min(file.length, from + 1 + random.nextInt(random.nextBoolean() ? 8 : file.length));
                byte[] range = Arrays.copyOfRange(file, from, to);
                byte[] noise = new byte[to - from];
                random.nextBytes(noise);
                noise[0] = (byte) ~range[0];
                byte[] behind = Arrays.copyOfRange(file, to, file.length);
                byte[] before = Arrays.copyOf(file, from);
                String where = from + " to " + to;
                if (to < file.length || !ends.contains(from)) {
                    assertRefused(join(List.of(before, behind)), where + " missing");
                }
                assertRefused(join(List.of(before, range, range, behind)), where + " repeated");
                assertRefused(join(List.of(before, noise, range, behind)), "noise inserted at " + where);
                assertRefused(join(List.of(before, new byte[to - from], range, behind)), "zeros inserted at " + where);
                assertRefused(join(List.of(before, noise, behind)), where + " overwritten by noise");
                if (!Arrays.equals(range, new byte[to - from])) {
                    assertRefused(join(List.of(before, new byte[to - from], behind)), where + " overwritten by zeros");
                }
            }
        }
    }

    @Test
    void blocksThatAreMissingRepeatedOrSwapped() throws IOException {
        for (byte[] file : List.of(chain(), large())) {
            List<byte[]> parts = parts(file);
            assertThat(join(parts)).isEqualTo(file);
            List<Integer> ends = sectionEnds(file);
            for (int i = 1; i < parts.size(); i++) {
                byte[] block = parts.get(i);
                List<byte[]> missing = new ArrayList<>(parts);
                missing.remove(i);
                assertThat(ends).doesNotContain(join(missing).length);
                assertRefused(join(missing), "block " + i + " missing");
                for (int j = 1; j <= parts.size(); j++) {
                    List<byte[]> repeated = new ArrayList<>(parts);
                    repeated.add(j, block);
                    assertRefused(join(repeated), "block " + i + " repeated at " + j);
                    if (j < parts.size() && i != j) {
                        List<byte[]> swapped = new ArrayList<>(parts);
                        Collections.swap(swapped, i, j);
                        assertRefused(join(swapped), "blocks " + i + " and " + j + " swapped");
                    }
                }
            }
        }
    }

    /** Told where it begins, not only at the section's end. */
    @Test
    void theFirstBlockThatIsNotInOrderIsNamed() throws IOException {
        List<byte[]> parts = parts(large());
        Collections.swap(parts, 3, 4);
        int position =
                parts.subList(0, 3).stream().mapToInt(part -> part.length).sum();
        assertRefused(join(parts), "blocks swapped")
                .hasMessageContaining("position " + position)
                .hasMessageContaining("block 3 of section 0 stands where block 2 of section 0 belongs");
    }

    @Test
    void sectionsThatAreMissingRepeatedOrSwapped() throws IOException {
        byte[] file = chain();
        List<byte[]> sections = sections(file);
        byte[] whole = sections.get(0);
        byte[] first = sections.get(1);
        byte[] second = sections.get(2);
        String order = "in another order";
        assertRefused(join(List.of(whole, second)), "the first changes missing").hasMessageContaining(order);
        assertRefused(join(List.of(whole, second, first)), "changes swapped").hasMessageContaining(order);
        assertRefused(join(List.of(whole, first, first)), "changes repeated").hasMessageContaining(order);
        assertRefused(join(List.of(whole, first, second, second)), "the last changes repeated")
                .hasMessageContaining(order);
        assertRefused(join(List.of(whole, whole)), "the file repeated");
        assertRefused(join(List.of(whole, first, second, whole, first, second)), "all of the file repeated");
        assertRefused(first, "changes without the entries").hasMessageContaining("no saved map");
    }

    /** Of each file the whole, then each change. */
    private static List<byte[]> sections(byte[] file) {
        List<byte[]> sections = new ArrayList<>();
        int from = 0;
        for (int end : sectionEnds(file)) {
            sections.add(Arrays.copyOfRange(file, from, end));
            from = end;
        }
        return sections;
    }

    @Test
    void sectionsOfAnotherFile() throws IOException {
        List<byte[]> sections = sections(chain());
        List<byte[]> others = sections(chain());
        assertRefused(join(List.of(sections.get(0), others.get(1))), "changes of another file")
                .hasMessageContaining("another file")
                .hasMessageContaining("first " + sections.get(0).length + " bytes are whole");
        assertRefused(join(List.of(sections.get(0), sections.get(1), others.get(2))), "second changes of another file");
    }

    /** Two copies of one file that were continued apart have the same number. */
    @Test
    void sectionsOfAnotherCopy() throws IOException {
        byte[] file = chain();
        List<byte[]> sections = sections(file);
        List<byte[]> forged = parts(file);
        byte[] key = forged.get(5);
        assertThat(ByteBuffer.wrap(key).getInt(16)).as("section").isEqualTo(1);
        // The last byte of the first section of changes belongs to a value.
        key[key.length - 1] ^= 1;
        seal(forged);
        List<byte[]> others = sections(join(forged));
        assertThat(load(join(others), INTS_TO_STRINGS)).isNotEqualTo(load(file, INTS_TO_STRINGS));

        assertRefused(join(List.of(sections.get(0), others.get(1), sections.get(2))), "changes of two copies")
                .hasMessageContaining("another copy");
    }

    @Test
    void otherFiles() {
        assertRefused(new byte[0], "nothing").hasMessageContaining("truncated");
        assertRefused(new byte[1_000], "zeros").hasMessageContaining("no saved map");
        assertRefused("[1, 2, 3]\n".repeat(10).getBytes(), "text").hasMessageContaining("no saved map");
    }

    @Test
    void otherVersions() throws IOException {
        byte[] file = chain();
        file[11] = 2;
        assertRefused(file, "changed version").hasMessageContaining("header is corrupt");
        List<byte[]> parts = parts(file);
        seal(parts);
        assertRefused(join(parts), "version 2")
                .hasMessageContaining("version 2")
                .hasMessageContaining("version 1");
    }

    /** With forged checksums: what comes out may be another map, but no other exception, nor memory without bytes. */
    @Test
    void forgedBytesLeadToNothingElse() throws IOException {
        byte[] file = chain();
        byte[] large = large();
        int refused = 0;
        int rounds = Stress.scaled(10_000);
        for (int i = 0; i < rounds; i++) {
            List<byte[]> parts = parts(i % 50 == 0 ? large : file);
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                byte[] part = parts.get(1 + random.nextInt(parts.size() - 1));
                int at = 8 + random.nextInt(part.length - 8);
                switch (random.nextInt(3)) {
                    case 0 -> part[at] = (byte) random.nextInt();
                    case 1 -> part[at] ^= (byte) (1 << random.nextInt(8));
                    default ->
                        ByteBuffer.wrap(part)
                                .putInt(Math.min(at, part.length - 4), random.nextBoolean() ? Integer.MAX_VALUE : -1);
                }
            }
            seal(parts);
            try {
                load(join(parts), INTS_TO_STRINGS).verify();
            } catch (MapFormatException e) {
                refused++;
            } catch (Throwable e) {
                fail("seed " + seed + ", round " + i, e);
            }
        }
        assertThat(refused).isBetween(rounds / 2, rounds - 1);
    }

    /** Each would need two gigabytes, more than the heap of the tests, if its word were taken. */
    @Test
    void forgedLengthsCostNothing() throws IOException {
        byte[] file = save(new StillMap<>(Map.of(1, "one")), INTS_TO_STRINGS);
        int lengthAt = BLOCK_HEADER + 2 + 1 + 4;
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, Integer.MIN_VALUE, 1 << 30}) {
            List<byte[]> parts = parts(file);
            ByteBuffer.wrap(parts.get(2)).putInt(lengthAt, length);
            seal(parts);
            assertRefused(join(parts), "a string of length " + length);
            assertThatExceptionOfType(MapFormatException.class)
                    .isThrownBy(() -> load(join(parts), EntryCodec.of(Codec.ints(), Codec.byteArrays())));
        }
        for (int length = 0; length < 1 << 16; length += 255) {
            byte[] block = parts(file).get(2);
            ByteBuffer.wrap(block).putShort(6, (short) length);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(file, 0, FILE_HEADER + BLOCK_HEADER + 4);
            bytes.writeBytes(block);
            assertRefused(bytes.toByteArray(), "a block of length " + length);
        }
    }

    @Test
    void forgedKindsAreFound() throws IOException {
        byte[] file = chain();
        for (int i = 1; i < parts(file).size(); i++) {
            ByteBuffer block = ByteBuffer.wrap(parts(file).get(i));
            boolean whole = block.getInt(16) == 0;
            int kind = block.getShort(4);
            if (kind == 3) {
                for (int forged : new int[] {0, 4, 127, -1, whole ? 2 : 5, whole ? 3 : 6}) {
                    List<byte[]> parts = parts(file);
                    parts.get(i)[BLOCK_HEADER + 2] = (byte) forged;
                    seal(parts);
                    assertRefused(join(parts), "an entry of the kind " + forged).hasMessageContaining("unknown kind");
                }
            }
            for (int forged = 0; forged < 7; forged++) {
                if (forged != kind) {
                    List<byte[]> parts = parts(file);
                    ByteBuffer.wrap(parts.get(i)).putShort(4, (short) forged);
                    seal(parts);
                    assertRefused(join(parts), "block " + i + " of the kind " + forged);
                }
            }
        }
    }

    @Test
    void forgedCountsAreFound() throws IOException {
        byte[] file = chain();
        for (int i = 0; i < parts(file).size(); i++) {
            for (int at : new int[] {BLOCK_HEADER + 7, BLOCK_HEADER + 15}) {
                List<byte[]> parts = parts(file);
                if (SavedBytes.isEnd(parts.get(i))) {
                    parts.get(i)[at]++;
                    seal(parts);
                    assertRefused(join(parts), "a count in part " + i).hasMessageContaining("end");
                }
            }
        }
    }
}
