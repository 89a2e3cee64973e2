package dev.stillmap;

import static dev.stillmap.SavedBytes.INTS_TO_STRINGS;
import static dev.stillmap.SavedBytes.STRINGS;
import static dev.stillmap.SavedBytes.load;
import static dev.stillmap.SavedBytes.save;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Codecs that do what they must not. */
class SaveCodecTest {
    private static final int ENTRIES = 20_000;

    private static StillMap<Integer, String> numbers() {
        StillMap<Integer, String> map = StillMap.<Integer, String>builder()
                .iterationOrder(IterationOrder.ascending())
                .build();
        for (int key = 0; key < ENTRIES; key++) {
            map.put(key, "value " + key);
        }
        return map;
    }

    private static ThrowableAssertAlternative<MapFormatException> assertRefused(byte[] bytes, EntryCodec<?, ?> codec) {
        return assertThatExceptionOfType(MapFormatException.class)
                .isThrownBy(() -> load(bytes, codec))
                .satisfies(refused -> {
                    assertThat(refused.position()).isBetween(0L, (long) bytes.length);
                    assertThat(refused).hasMessageContaining("position " + refused.position());
                    assertThat(refused.wholeLength()).isZero();
                });
    }

    private static <V> EntryCodec<Integer, V> readingValues(Codec.Reader<V> reader) {
        return EntryCodec.of(Codec.ints(), Codec.of((value, out) -> {}, reader));
    }

    @Test
    void oneThatReadsTooLittleIsFound() throws IOException {
        assertRefused(save(numbers(), INTS_TO_STRINGS), readingValues(in -> in.readByte()))
                .withMessageContaining("not read all bytes");
    }

    @Test
    void oneThatReadsTooMuchIsFound() throws IOException {
        assertRefused(save(numbers(), INTS_TO_STRINGS), readingValues(in -> {
                    in.readFully(new byte[in.readInt() + 1]);
                    return "";
                }))
                .withCauseInstanceOf(EOFException.class);
    }

    @Test
    void oneThatThrowsIsNamedWithThePosition() throws IOException {
        IllegalArgumentException thrown = new IllegalArgumentException("no such colour");
        byte[] bytes = save(numbers(), INTS_TO_STRINGS);
        assertRefused(bytes, readingValues(in -> {
                    String value = Codec.strings().read(in);
                    if (value.equals("value 12345")) {
                        throw thrown;
                    }
                    return value;
                }))
                .withMessageContaining("no such colour")
                .withCause(thrown)
                .satisfies(refused -> {
                    int keyAt = (int) refused.position() + 2 + 1;
                    assertThat(ByteBuffer.wrap(bytes).getInt(keyAt)).isEqualTo(12_345);
                });
    }

    @Test
    void oneThatReadsAnotherKindOfFileWithinIsNotMistakenForIt() throws IOException {
        assertRefused(save(numbers(), INTS_TO_STRINGS), readingValues(in -> load(new byte[0], STRINGS)))
                .withCauseInstanceOf(MapFormatException.class)
                .withMessageContaining("position " + (24 + 28 + 24));
    }

    @Test
    void oneThatReadsNullIsFound() throws IOException {
        assertRefused(save(numbers(), INTS_TO_STRINGS), readingValues(in -> null))
                .withMessageContaining("null for a value");
        assertRefused(
                        save(numbers(), INTS_TO_STRINGS),
                        EntryCodec.of(Codec.of((key, out) -> {}, in -> null), Codec.strings()))
                .withMessageContaining("null for a key");
    }

    @Test
    void oneThatReadsDifferentKeysAsEqualIsFound() throws IOException {
        EntryCodec<Integer, String> halves =
                EntryCodec.of(Codec.of((key, out) -> out.writeInt(key / 2), in -> in.readInt()), Codec.strings());
        assertRefused(save(numbers(), halves), halves).withMessageContaining("equals that of an earlier one");
    }

    @Test
    void keysThatAreNotFoundAgainAreRefusedWhereTheyAreChanged() throws IOException {
        EntryCodec<byte[], String> codec = EntryCodec.of(Codec.byteArrays(), Codec.strings());
        for (boolean remove : new boolean[] {true, false}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] key = {1};
            StillMap<byte[], String> map = new StillMap<>(Map.of(key, "before"));
            try (MapFile<byte[], String> file = MapFile.create(map, Channels.newChannel(bytes), codec)) {
                file.save();
                if (remove) {
                    map.remove(key);
                } else {
                    map.put(key, "after");
                }
                file.save();
            }
            assertThatExceptionOfType(MapFormatException.class)
                    .isThrownBy(() -> load(bytes.toByteArray(), codec))
                    .withMessageContaining("a key that is not there");
        }
    }

    @Test
    void keysWhoseHashCodesThrowAreNamedWithThePosition() throws IOException {
        record Unhashable(int id) {
            @Override
            public int hashCode() {
                throw new UnsupportedOperationException("no hash");
            }
        }
        assertRefused(
                        save(numbers(), INTS_TO_STRINGS),
                        EntryCodec.of(Codec.of((key, out) -> {}, in -> new Unhashable(in.readInt())), Codec.strings()))
                .withMessageContaining("no hash");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() throws IOException {
        EntryCodec<Integer, byte[]> arrays = EntryCodec.of(Codec.ints(), Codec.byteArrays());
        StillMap<Integer, byte[]> map = new StillMap<>(Map.of(1, new byte[] {'a', (byte) 0xC3}));
        assertRefused(save(map, arrays), INTS_TO_STRINGS).withMessageContaining("not UTF-8");
    }

    @Test
    void oneThatCannotWriteFailsTheSaveAndTheFile() throws IOException {
        UnsupportedOperationException thrown = new UnsupportedOperationException("not this one");
        EntryCodec<Integer, String> codec = EntryCodec.of(
                Codec.of(
                        (key, out) -> {
                            if (key == ENTRIES / 2) {
                                throw thrown;
                            }
                            out.writeInt(key);
                        },
                        in -> in.readInt()),
                Codec.strings());
        StillMap<Integer, String> map = numbers();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Snapshot<Integer, String> snapshot = map.snapshot()) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> snapshot.writeTo(Channels.newChannel(bytes), codec))
                    .isSameAs(thrown);
        }
        assertRefused(bytes.toByteArray(), codec).withMessageContaining("truncated");
    }

    @Test
    void oneThatCatchesWhatTheChannelThrowsHidesNothing(@TempDir Path folder) throws IOException {
        AtomicReference<SavedBytes.Trickle> failing = new AtomicReference<>();
        EntryCodec<Integer, String> hiding = EntryCodec.of(
                Codec.ints(),
                Codec.of(
                        (value, out) -> {
                            try {
                                out.writeUTF(value);
                            } catch (IOException e) {
                                failing.get().budget(Long.MAX_VALUE);
                            }
                        },
                        in -> {
                            try {
                                return in.readUTF();
                            } catch (IOException e) {
                                failing.get().budget(Long.MAX_VALUE);
                                return "";
                            }
                        }));
        StillMap<Integer, String> map = numbers();
        byte[] whole = save(map, hiding);
        assertThat(load(whole, hiding)).isEqualTo(map);
        try (FileChannel file = FileChannel.open(folder.resolve("map"), CREATE, READ, WRITE);
                Snapshot<Integer, String> snapshot = map.snapshot()) {
            SavedBytes.Trickle channel = new SavedBytes.Trickle(file, 1_000, 0);
            failing.set(channel);
            // The end of a block may lie within a key or within a value.
            for (int budget = 1; budget < whole.length; budget += 20_000) {
                channel.budget(budget);
                channel.truncate(0);
                assertThatIOException()
                        .isThrownBy(() -> snapshot.writeTo(channel, hiding))
                        .withMessageContaining("no space left");
            }
            channel.budget(50_000);
            channel.position(0);
            assertThatIOException()
                    .isThrownBy(() -> StillMap.readFrom(channel, hiding))
                    .isNotInstanceOf(MapFormatException.class)
                    .withMessage("no space left");
        }
        whole[100_000] ^= 1;
        assertRefused(whole, hiding).withMessageContaining("checksum").withNoCause();
    }

    /** What a codec without checked exceptions does with those of the channel. */
    @Test
    void oneThatWrapsWhatTheChannelThrowsDoesNotMakeItAnErrorOfTheFile(@TempDir Path folder) throws IOException {
        EntryCodec<Integer, String> wrapping = readingValues(in -> {
            try {
                return Codec.strings().read(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (FileChannel file = FileChannel.open(folder.resolve("map"), CREATE, READ, WRITE);
                Snapshot<Integer, String> snapshot = numbers().snapshot()) {
            snapshot.writeTo(file, INTS_TO_STRINGS);
            assertThat(file.position()).isGreaterThan(100_000);
            for (int budget = 1; budget < 100_000; budget += 997) {
                SavedBytes.Trickle channel = new SavedBytes.Trickle(file.position(0), 1_000, budget);
                assertThatIOException()
                        .isThrownBy(() -> StillMap.readFrom(channel, wrapping))
                        .isNotInstanceOf(MapFormatException.class)
                        .withMessage("no space left");
            }
        }
    }
}
