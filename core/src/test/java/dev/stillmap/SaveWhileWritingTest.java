package dev.stillmap;

import static dev.stillmap.SavedBytes.load;
import static dev.stillmap.SavedBytes.save;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.scenario.Crew;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A save is of one instant while others write. Each was seen red: with snapshots that walk the live map, and with a file that
 * keeps a snapshot of another instant than the one it has written.
 */
@Tag("stress")
class SaveWhileWritingTest {
    private static final EntryCodec<Integer, Long> CODEC = EntryCodec.of(Codec.ints(), Codec.longs());
    private static final int ACCOUNTS = 10_000;
    private static final long EACH = 1_000;

    private final StillMap<Integer, Long> map = new StillMap<>();
    private final Crew crew = new Crew();

    SaveWhileWritingTest() {
        long seed = Stress.seed();
        for (int account = 0; account < ACCOUNTS; account++) {
            map.put(account, EACH);
        }
        for (int writer = 0; writer < 2; writer++) {
            Random random = new Random(seed + writer);
            int own = writer;
            crew.follow("writer " + writer, () -> {
                // What an account loses goes to a visitor, then to another account: the sum is never above the start's.
                int visitor = ACCOUNTS + own + 2 * random.nextInt(ACCOUNTS);
                map.merge(own + 2 * random.nextInt(ACCOUNTS / 2), -1L, Long::sum);
                map.put(visitor, 1L);
                map.remove(visitor);
                map.merge(own + 2 * random.nextInt(ACCOUNTS / 2), 1L, Long::sum);
            });
        }
    }

    private static void assertOneInstant(Map<Integer, Long> loaded) {
        long sum = 0;
        int visitors = 0;
        for (Map.Entry<Integer, Long> entry : loaded.entrySet()) {
            sum += entry.getValue();
            visitors += entry.getKey() < ACCOUNTS ? 0 : 1;
        }
        // Each writer is on the way with one unit at most.
        assertThat(sum).isBetween(ACCOUNTS * EACH - 2, ACCOUNTS * EACH);
        assertThat(visitors).isLessThanOrEqualTo(2);
    }

    @Test
    void aSnapshotIsWrittenAsItIs() throws Exception {
        crew.lead("save", () -> {
            for (int i = 0; i < Stress.scaled(10); i++) {
                try (Snapshot<Integer, Long> snapshot = map.snapshot()) {
                    StillMap<Integer, Long> loaded = load(save(snapshot, CODEC), CODEC);
                    assertThat(loaded.equals(new HashMap<>(snapshot))).isTrue();
                    assertOneInstant(loaded);
                }
            }
        });
        assertThat(crew.run()).isNull();
    }

    @Test
    void changesAreAppendedAsTheyAre() throws Exception {
        crew.lead("save", () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (MapFile<Integer, Long> file = MapFile.create(map, Channels.newChannel(bytes), CODEC)) {
                for (int i = 0; i < Stress.scaled(10); i++) {
                    try (Snapshot<Integer, Long> snapshot = map.snapshot()) {
                        file.save(snapshot);
                        StillMap<Integer, Long> loaded = load(bytes.toByteArray(), CODEC);
                        assertThat(loaded.equals(new HashMap<>(snapshot))).isTrue();
                        assertOneInstant(loaded);
                    }
                }
            }
        });
        assertThat(crew.run()).isNull();
        assertThat(map.stats().snapshots().open()).isZero();
    }
}
