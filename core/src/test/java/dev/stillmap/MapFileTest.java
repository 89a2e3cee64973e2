package dev.stillmap;

import static dev.stillmap.SavedBytes.INTS_TO_STRINGS;
import static dev.stillmap.SavedBytes.load;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillmap.SavedBytes.Trickle;
import dev.stillmap.scenario.Hashing;
import dev.stillmap.scenario.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that a map is saved to again and again, restarts and failures included. */
class MapFileTest {
    @TempDir
    private Path folder;

    private final StillMap<Integer, String> map = new StillMap<>();
    private Path path;
    private FileChannel channel;
    private MapFile<Integer, String> file;

    @BeforeEach
    void open() throws IOException {
        path = folder.resolve("map");
        channel = FileChannel.open(path, CREATE, READ, WRITE);
        file = MapFile.create(map, channel, INTS_TO_STRINGS);
        for (int key = 0; key < 1_000; key++) {
            map.put(key, "value " + key);
        }
    }

    @AfterEach
    void close() throws IOException {
        file.close();
        channel.close();
        assertThat(map.stats().snapshots().open()).isZero();
        map.verify();
    }

    private StillMap<Integer, String> loaded() throws IOException {
        return load(Files.readAllBytes(path), INTS_TO_STRINGS);
    }

    @Test
    void eachSaveIsWhatIsLoaded() throws IOException {
        file.save();
        assertThat(loaded()).isEqualTo(map);
        map.put(1, "one");
        map.remove(2);
        map.put(-3, "new");
        file.save();
        assertThat(loaded()).isEqualTo(map);
        map.clear();
        file.save();
        assertThat(loaded()).isEmpty();
        map.put(4, "four");
        file.save();
        assertThat(loaded()).isEqualTo(Map.of(4, "four"));
    }

    @Test
    void changesCostWhatHasChanged() throws IOException {
        file.save();
        long whole = channel.size();
        map.put(1, "one");
        file.save();
        assertThat(channel.size() - whole).isBetween(1L, 200L);
    }

    @Test
    void withoutAChangeNothingIsWritten() throws IOException {
        file.save();
        long whole = channel.size();
        map.put(1, "one");
        map.put(1, "value 1");
        file.save();
        assertThat(channel.size()).isEqualTo(whole);
    }

    @Test
    void aSnapshotIsSavedAsOfItsInstantAndStaysOpen() throws IOException {
        try (Snapshot<Integer, String> first = map.snapshot()) {
            map.put(1, "one");
            try (Snapshot<Integer, String> second = map.snapshot()) {
                map.clear();
                file.save(first);
                assertThat(loaded()).isEqualTo(first);
                file.save(second);
                assertThat(loaded()).isEqualTo(second).containsEntry(1, "one");
                file.save(second);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> file.save(first))
                        .withMessageContaining("older than the last");
            }
        }
        file.save();
        assertThat(loaded()).isEmpty();
    }

    @Test
    void snapshotsOfOtherMapsAreRefused() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (Snapshot<Integer, String> other = new StillMap<Integer, String>().snapshot()) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> file.save(other))
                        .withMessageContaining("another map");
            }
            file.save();
            assertThat(loaded()).isEqualTo(map);
        }
    }

    @Test
    void aClosedFileSavesNothing() throws IOException {
        file.save();
        file.close();
        file.close();
        map.put(1, "one");
        assertThatIllegalStateException().isThrownBy(() -> file.save()).withMessageContaining("closed");
        assertThat(channel.isOpen()).isTrue();
        assertThat(loaded()).containsEntry(1, "value 1");
    }

    @Test
    void aFileIsResumed() throws IOException {
        file.save();
        map.remove(7);
        file.save();
        channel.position(0);
        try (MapFile<Integer, String> resumed = MapFile.resume(
                channel, INTS_TO_STRINGS, StillMap.<Integer, String>builder().expectedSize(10_000))) {
            StillMap<Integer, String> restored = resumed.map();
            assertThat(restored).isEqualTo(map).isNotSameAs(map);
            assertThat(restored.stats().table().growthsStarted()).isZero();
            long before = channel.size();
            resumed.save();
            assertThat(channel.size()).isEqualTo(before);
            restored.put(1, "one");
            resumed.save();
            assertThat(channel.size()).isGreaterThan(before);
            assertThat(loaded()).isEqualTo(restored).containsEntry(1, "one");
        }
    }

    /** As the documentation of {@link MapFile} has it. */
    @Test
    void aFileWhoseLastSaveWasInterruptedIsCutAndResumed() throws IOException {
        file.save();
        long first = channel.size();
        map.put(1, "one");
        file.save();
        long second = channel.size();
        for (long length = second - 1; length > 0; length -= length > first ? 1 : 1_000) {
            channel.truncate(length).position(0);
            if (length == first) {
                continue;
            }
            MapFile<Integer, String> resumed;
            try {
                try {
                    resumed = MapFile.resume(channel, INTS_TO_STRINGS, StillMap.builder());
                } catch (MapFormatException e) {
                    if (e.wholeLength() == 0) {
                        throw e; // not even the first save is whole
                    }
                    channel.truncate(e.wholeLength()).position(0);
                    resumed = MapFile.resume(channel, INTS_TO_STRINGS, StillMap.builder());
                }
            } catch (MapFormatException e) {
                assertThat(length).isLessThan(first);
                continue;
            }
            assertThat(length).isGreaterThan(first);
            assertThat(resumed.map()).hasSize(1_000).containsEntry(1, "value 1");
            resumed.map().put(1, "uno");
            resumed.save();
            resumed.close();
            assertThat(loaded()).hasSize(1_000).containsEntry(1, "uno");
            channel.truncate(first);
            channel.position(first);
            channel.write(ByteBuffer.allocate((int) (length - 1 - first)));
        }
    }

    @Test
    void aSaveThatFailedIsTakenBackByTheNext() throws IOException {
        Trickle full = new Trickle(channel, 100, 500);
        try (MapFile<Integer, String> failing = MapFile.create(map, full, INTS_TO_STRINGS)) {
            assertThatIOException().isThrownBy(failing::save).withMessage("no space left");
            assertThat(channel.size()).isEqualTo(500);
            assertThatExceptionOfType(MapFormatException.class).isThrownBy(this::loaded);
            full.budget(Long.MAX_VALUE);
            failing.save();
            assertThat(loaded()).isEqualTo(map);

            long whole = channel.size();
            map.put(1, "one");
            for (int budget = 0; budget < 100; budget++) {
                full.budget(budget);
                map.put(2, "two " + budget);
                assertThatIOException().isThrownBy(failing::save).withMessage("no space left");
                assertThat(channel.size()).isEqualTo(whole + budget);
            }
            full.budget(Long.MAX_VALUE);
            failing.save();
            assertThat(loaded()).isEqualTo(map).containsEntry(1, "one").containsEntry(2, "two 99");

            map.put(3, "three");
            full.budget(10);
            assertThatIOException().isThrownBy(failing::save);
            map.put(3, "value 3");
            full.budget(Long.MAX_VALUE);
            failing.save();
            assertThat(loaded()).isEqualTo(map);
        }
    }

    @Test
    void aChannelThatCannotBeCutTakesNothingAfterAFailedSave() throws IOException {
        Trickle full = new Trickle(channel, 100, 500);
        WritableByteChannel stream = Channels.newChannel(Channels.newOutputStream(full));
        assertThat(stream).isNotInstanceOf(SeekableByteChannel.class);
        try (MapFile<Integer, String> failing = MapFile.create(map, stream, INTS_TO_STRINGS)) {
            assertThatIOException().isThrownBy(failing::save).withMessage("no space left");
            full.budget(Long.MAX_VALUE);
            for (int i = 0; i < 2; i++) {
                assertThatIllegalStateException().isThrownBy(failing::save).withMessageContaining("begin a new file");
                assertThat(channel.size()).isEqualTo(500);
            }
        }
    }

    @Test
    void aFileWhoseSnapshotExpiredIsLeftWhole() throws IOException {
        StillMap<Integer, String> small =
                StillMap.<Integer, String>builder().maxRetainedBytes(10_000).build();
        for (int key = 0; key < 10_000; key++) {
            small.put(key, "");
        }
        try (MapFile<Integer, String> expiring = MapFile.create(small, channel, INTS_TO_STRINGS)) {
            expiring.save();
            Map<Integer, String> saved = Map.copyOf(small);
            small.replaceAll((key, value) -> "changed");
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(SnapshotExpiredException.class).isThrownBy(expiring::save);
                assertThat(loaded()).isEqualTo(saved);
            }
        }
        assertThat(small.stats().snapshots().open()).isZero();
    }

    /** Random changes, growth, trims, restarts and failing saves; each save that succeeds is what is loaded. */
    @Tag("stress")
    @Test
    void chainsOfRandomChangesAgreeWithAHashMap() throws IOException {
        long seed = Stress.seed();
        Random random = new Random(seed);
        int rounds = Stress.scaled(15);
        for (int round = 0; round < rounds; round++) {
            Hashing hashing = Hashing.values()[random.nextInt(Hashing.values().length)];
            Key[] keys = Key.range(
                    20 + random.nextInt(hashing == Hashing.COLLIDING || hashing == Hashing.FEW ? 100 : 3_000), hashing);
            EntryCodec<Key, Integer> codec = EntryCodec.of(
                    Codec.of((key, out) -> out.writeInt(key.id()), in -> Key.of(in.readInt(), hashing)), Codec.ints());
            channel.truncate(0).position(0);
            Trickle trickle = new Trickle(channel, 1 + random.nextInt(5_000), Long.MAX_VALUE);
            Map<Key, Integer> model = new HashMap<>();
            MapFile<Key, Integer> current = MapFile.create(new StillMap<>(), trickle, codec);
            for (int step = 0; step < 12; step++) {
                change(current.map(), model, keys, random);
                if (random.nextInt(4) == 0) {
                    trickle.budget(random.nextInt(200));
                    try {
                        current.save();
                    } catch (IOException e) {
                        assertThat(e).hasMessage("no space left");
                    }
                    trickle.budget(Long.MAX_VALUE);
                }
                current.save();
                byte[] bytes = Files.readAllBytes(path);
                StillMap<Key, Integer> loaded = load(bytes, codec);
                loaded.verify();
                assertThat(loaded.equals(model))
                        .as("seed %d, round %d, step %d: %s", seed, round, step, hashing)
                        .isTrue();
                if (random.nextInt(3) == 0) {
                    current.close();
                    channel.position(0);
                    current = MapFile.resume(trickle, codec, StillMap.builder());
                }
            }
            current.close();
        }
    }

    private static void change(StillMap<Key, Integer> map, Map<Key, Integer> model, Key[] keys, Random random) {
        for (int i = random.nextInt(2) * random.nextInt(keys.length); i >= 0; i--) {
            Key key = keys[random.nextInt(keys.length)];
            if (random.nextInt(3) == 0) {
                map.remove(key);
                model.remove(key);
            } else {
                int value = random.nextInt(3);
                map.put(key, value);
                model.put(key, value);
            }
        }
        if (random.nextInt(4) == 0) {
            map.keySet().removeIf(key -> key.id() % 7 != 0);
            model.keySet().removeIf(key -> key.id() % 7 != 0);
            map.trimToSize();
        }
    }
}
