package dev.stillmap;

import static dev.stillmap.SavedBytes.INTS_TO_STRINGS;
import static dev.stillmap.SavedBytes.STRINGS;
import static dev.stillmap.SavedBytes.load;
import static dev.stillmap.SavedBytes.save;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.stillmap.scenario.Hashing;
import dev.stillmap.scenario.Key;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was saved and loaded is the same map. */
class SaveRoundTripTest {
    private static final Random RANDOM = new Random(Stress.seed());

    private static StillMap<Integer, String> numbers(int count) {
        StillMap<Integer, String> map = new StillMap<>();
        for (int key = 0; key < count; key++) {
            map.put(key, "value " + key);
        }
        return map;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 9, 1_000, 100_000})
    void anyNumberOfEntries(int count) throws IOException {
        StillMap<Integer, String> map = numbers(count);

        StillMap<Integer, String> loaded = load(save(map, INTS_TO_STRINGS), INTS_TO_STRINGS);

        assertThat(loaded).isNotSameAs(map).isEqualTo(map).hasSize(count);
        loaded.verify();
        assertThat(loaded.put(-1, "new")).isNull();
        assertThat(map.stats().snapshots().open()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Hashing.class)
    void anyHashCodes(Hashing hashing) throws IOException {
        EntryCodec<Key, Integer> codec = EntryCodec.of(
                Codec.of((key, out) -> out.writeInt(key.id()), in -> Key.of(in.readInt(), hashing)), Codec.ints());
        StillMap<Key, Integer> map = new StillMap<>();
        for (Key key : Key.range(300, hashing)) {
            map.put(key, key.id());
        }

        assertThat(load(save(map, codec), codec)).isEqualTo(map);
    }

    /** So that an entry, its length and its end lie on either side of the end of a block and right at it. */
    @Test
    void entriesOfEveryLengthAboutThatOfABlock() throws IOException {
        EntryCodec<Integer, byte[]> codec = EntryCodec.of(Codec.ints(), Codec.byteArrays());
        for (int length = (1 << 15) - 40; length < (1 << 15) + 10; length++) {
            for (int followers : new int[] {0, 3}) {
                StillMap<Integer, byte[]> map = StillMap.<Integer, byte[]>builder()
                        .iterationOrder(IterationOrder.ascending())
                        .build();
                map.put(0, random(length));
                for (int key = 1; key <= followers; key++) {
                    map.put(key, random(key));
                }

                assertEqualArrays(load(save(map, codec), codec), map);
            }
        }
    }

    @Test
    void longKeysAndValues() throws IOException {
        StillMap<String, String> strings = new StillMap<>();
        EntryCodec<Integer, byte[]> codec = EntryCodec.of(Codec.ints(), Codec.byteArrays());
        StillMap<Integer, byte[]> arrays = new StillMap<>();
        for (int i = 0; i < 5; i++) {
            strings.put(i + "k\u00e9y".repeat(70_000), "v".repeat(1 << i * 5));
            arrays.put(i, random(1_000_000 + i));
        }

        assertThat(load(save(strings, STRINGS), STRINGS)).isEqualTo(strings);
        assertEqualArrays(load(save(arrays, codec), codec), arrays);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static void assertEqualArrays(StillMap<Integer, byte[]> actual, StillMap<Integer, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, value) -> assertThat(Arrays.equals(actual.get(key), value))
                .as("%d: %d bytes", key, value.length)
                .isTrue());
    }

    @Test
    void stringsOfAnyContent() throws IOException {
        List<String> contents = List.of(
                "",
                "\0",
                "plain",
                "\u00e4\u20ac",
                "\uD83D\uDE00",
                "\uFFFD",
                "a\uD83D",
                "\uDE00\uD83D",
                "\uD83D\uD83D\uDE00",
                "\uDE00".repeat(100_000));
        StillMap<String, String> map = new StillMap<>();
        for (String content : contents) {
            map.put(content, content + content);
        }

        assertThat(load(save(map, STRINGS), STRINGS)).isEqualTo(map).hasSize(contents.size());
    }

    @Test
    void numbersOfAnyValue() throws IOException {
        EntryCodec<Long, Integer> codec = EntryCodec.of(Codec.longs(), Codec.ints());
        StillMap<Long, Integer> map = new StillMap<>();
        map.put(Long.MIN_VALUE, Integer.MAX_VALUE);
        map.put(Long.MAX_VALUE, Integer.MIN_VALUE);
        map.put(-1L, 0);

        assertThat(load(save(map, codec), codec)).isEqualTo(map);
    }

    @Test
    void entriesWithoutAByte() throws IOException {
        EntryCodec<String, String> codec =
                EntryCodec.of(Codec.of((key, out) -> {}, in -> "key"), Codec.of((value, out) -> {}, in -> "value"));
        StillMap<String, String> map = new StillMap<>();
        map.put("key", "value");

        assertThat(load(save(map, codec), codec)).isEqualTo(map);
    }

    @Test
    void theBuilderMakesTheMap() throws IOException {
        byte[] bytes = save(numbers(10_000), INTS_TO_STRINGS);

        StillMap<Integer, String> loaded = StillMap.<Integer, String>builder()
                .expectedSize(20_000)
                .readFrom(Channels.newChannel(new ByteArrayInputStream(bytes)), INTS_TO_STRINGS);

        assertThat(loaded).hasSize(10_000);
        assertThat(loaded.stats().table().growthsStarted()).isZero();
        assertThat(load(bytes, INTS_TO_STRINGS).stats().table().growthsStarted())
                .isPositive();
    }

    @Test
    void aSnapshotIsSavedAsOfItsInstant() throws IOException {
        StillMap<Integer, String> map = numbers(1_000);
        try (Snapshot<Integer, String> snapshot = map.snapshot()) {
            map.clear();

            assertThat(load(save(snapshot, INTS_TO_STRINGS), INTS_TO_STRINGS))
                    .isEqualTo(snapshot)
                    .hasSize(1_000);
        }
    }

    /** As the documentation of {@link Snapshot#writeTo} has it. */
    @Test
    void aFileIsReplacedAtOnce(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("map");
        StillMap<String, String> map = new StillMap<>();
        for (int round = 0; round < 3; round++) {
            map.put("round " + round, "");
            Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
            try (FileChannel channel = FileChannel.open(temporary, CREATE, TRUNCATE_EXISTING, WRITE);
                    Snapshot<String, String> snapshot = map.snapshot()) {
                snapshot.writeTo(channel, STRINGS);
                channel.force(true);
            }
            Files.move(temporary, path, ATOMIC_MOVE);
            try (FileChannel channel = FileChannel.open(path)) {
                assertThat(StillMap.readFrom(channel, STRINGS)).isEqualTo(map);
            }
        }
    }

    @Test
    void channelsThatTakeAndGiveOneByteAtOnce(@TempDir Path folder) throws IOException {
        StillMap<Integer, String> map = numbers(3_000);
        try (FileChannel file = FileChannel.open(folder.resolve("map"), CREATE, READ, WRITE);
                Snapshot<Integer, String> snapshot = map.snapshot()) {
            SavedBytes.Trickle channel = new SavedBytes.Trickle(file, 1, Long.MAX_VALUE);
            snapshot.writeTo(channel, INTS_TO_STRINGS);
            channel.position(0);

            assertThat(StillMap.readFrom(channel, INTS_TO_STRINGS)).isEqualTo(map);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void aChannelIsUsedFromItsPositionOn(@TempDir Path folder) throws IOException {
        StillMap<Integer, String> map = numbers(10);
        try (FileChannel channel = FileChannel.open(folder.resolve("map"), CREATE, READ, WRITE);
                Snapshot<Integer, String> snapshot = map.snapshot()) {
            channel.position(100);
            snapshot.writeTo(channel, INTS_TO_STRINGS);
            channel.position(100);

            assertThat(StillMap.readFrom(channel, INTS_TO_STRINGS)).isEqualTo(map);
        }
    }

    @Test
    void nonBlockingChannelsAreRefused() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source();
                Snapshot<Integer, String> snapshot = numbers(1).snapshot()) {
            sink.configureBlocking(false);
            source.configureBlocking(false);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> snapshot.writeTo(sink, INTS_TO_STRINGS))
                    .withMessageContaining("configureBlocking");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StillMap.readFrom(source, INTS_TO_STRINGS))
                    .withMessageContaining("configureBlocking");
        }
    }

    @Test
    void aClosedSnapshotWritesNothing() {
        Snapshot<Integer, String> snapshot = numbers(1).snapshot();
        snapshot.close();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        assertThatIllegalStateException()
                .isThrownBy(() -> snapshot.writeTo(Channels.newChannel(bytes), INTS_TO_STRINGS));

        assertThat(bytes.size()).isZero();
    }

    @Test
    void nullsAreRefused() {
        try (Snapshot<Integer, String> snapshot = numbers(0).snapshot()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            assertThatNullPointerException().isThrownBy(() -> snapshot.writeTo(Channels.newChannel(bytes), null));
            assertThat(bytes.size()).isZero();
            assertThatNullPointerException().isThrownBy(() -> snapshot.writeTo(null, INTS_TO_STRINGS));
        }
        assertThatNullPointerException().isThrownBy(() -> StillMap.readFrom(null, INTS_TO_STRINGS));
        assertThatNullPointerException()
                .isThrownBy(() -> StillMap.readFrom(FileChannel.open(Path.of("pom.xml")), null));
        assertThatNullPointerException().isThrownBy(() -> EntryCodec.of(null, Codec.ints()));
        assertThatNullPointerException().isThrownBy(() -> EntryCodec.of(Codec.ints(), null));
        assertThatNullPointerException().isThrownBy(() -> Codec.of(null, in -> 1));
        assertThatNullPointerException().isThrownBy(() -> Codec.of((number, out) -> {}, null));
    }
}
