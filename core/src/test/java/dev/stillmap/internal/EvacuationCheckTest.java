package dev.stillmap.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.trace.IterationTracer;
import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket that is broken is left where it is. Seen red without the look at the keys: then entries are made up or lost. */
class EvacuationCheckTest {

    private static final int MANY = 64;

    private final MapCore core = new MapCore(0, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "map"));

    private int broken;

    @BeforeEach
    void fillUntilItGrows() {
        int key = 0;
        while (core.table().next() == null || core.table().buckets() < MANY) {
            core.put(key, key);
            key++;
        }
        broken = core.table().buckets() - 1;
    }

    private Object[] entries() {
        return core.table().kvs[0];
    }

    private long[] meta() {
        return core.table().metas[0];
    }

    private void growAsFarAsItGoes() {
        for (int i = 0; i < core.table().buckets() * MANY; i++) {
            core.put(0, i);
        }
    }

    @Test
    void aKeyWithoutATag() {
        int slot = Hashing.slot(Hashing.used(Table.ctrlAcquire(meta(), broken)));
        Table.setCtrlRelease(meta(), broken, Hashing.withoutTag(Table.ctrlAcquire(meta(), broken), slot));
        Table table = core.table();
        growAsFarAsItGoes();
        assertThat(core.table()).isSameAs(table);
        assertThat(table.moved()).isEqualTo(table.buckets() - 1);
        assertThat(core.stats().table().evacuationChecksFailed()).isPositive();
        assertThat(core.stats().table().backlog()).isEqualTo(1);
    }

    @Test
    void aRecordingSaysWhich(@TempDir Path folder) throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable("dev.stillmap.ContractViolation");
            recording.start();
            Table.setCtrlRelease(meta(), broken, 0);
            growAsFarAsItGoes();
            Path file = folder.resolve("broken.jfr");
            recording.dump(file);
            assertThat(RecordingFile.readAllEvents(file))
                    .filteredOn(event -> event.getEventType().getName().equals("dev.stillmap.ContractViolation"))
                    .anyMatch(event -> event.getString("kind").equals("EVACUATION_CHECK")
                            && event.getString("message").startsWith("bucket " + broken));
        }
    }

    @Test
    void aTableThatDoesNotFit() {
        Table odd = new Table(core.table().buckets() << 2, 1, 0);
        MapCore other = new MapCore(0, new Epochs(Long.MAX_VALUE, false), IterationTracer.of(null, "other"));
        other.put(1, 1);
        assertThat(other.table().compareAndSetNext(odd)).isTrue();
        other.put(1, 2);
        assertThat(other.get(1)).isEqualTo(2);
        assertThat(other.table().moved()).isZero();
        assertThat(other.stats().table().evacuationChecksFailed()).isPositive();
    }
}
