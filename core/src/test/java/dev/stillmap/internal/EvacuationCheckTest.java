package dev.stillmap.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.trace.IterationTracer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
