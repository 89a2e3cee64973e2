package dev.stillmap.server.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SketchedTest {

    private final SnapshotClock clock = new SnapshotClock();

    private int copies;

    /** Keeps everything, and counts its copies. */
    private final class Everything implements Sketch {

        private final List<Object> items = new ArrayList<>();

        @Override
        public void add(Object item) {
            items.add(item);
        }

        @Override
        public void addAll(Sketch other) {
            items.addAll(((Everything) other).items);
        }

        @Override
        public Sketch copy() {
            copies++;
            Everything copy = new Everything();
            copy.items.addAll(items);
            return copy;
        }

        @Override
        public Object value() {
            return items;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            out.writeInt(items.size());
            for (Object item : items) {
                writeItem(item, out);
            }
        }

        @Override
        public void read(DataInput in) throws IOException {
            for (int left = in.readInt(); left > 0; left--) {
                items.add(readItem(in));
            }
        }

        @Override
        public void writeItem(Object item, DataOutput out) throws IOException {
            out.writeInt((Integer) item);
        }

        @Override
        public Object readItem(DataInput in) throws IOException {
            return in.readInt();
        }
    }

    private Sketched saved(Sketched sketched) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sketched.write(new DataOutputStream(bytes), new Everything());
        clock.begin();
        try {
            return Sketched.read(
                    new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), Everything::new, clock);
        } finally {
            clock.end();
        }
    }

    /** Seen red with a log that the sketch has taken written, too, and with a clock that is not told of the snapshot. */
    @Test
    void whatIsSavedGoesOnAsBefore() throws IOException {
        Sketched now = add(null, 0);
        for (int i = 1; i < 300; i++) {
            Sketched next = add(now, i);
            // Right after a fold the state before has its log in the sketch.
            assertThat(items(saved(now))).isEqualTo(upTo(i));
            Sketched restored = saved(next);
            Sketched kept = restored;
            for (int more = i + 1; more < i + 40; more++) {
                restored = add(restored, more);
            }
            assertThat(items(restored)).isEqualTo(upTo(i + 40));
            // The snapshot that was taken when it was loaded.
            assertThat(items(kept)).isEqualTo(upTo(i + 1));
            now = next;
        }
    }

    private Sketched add(@Nullable Sketched before, int item) {
        return Sketched.add(before, item, Everything::new, clock);
    }

    private List<Object> items(Sketched sketched) {
        Everything sum = new Everything();
        sketched.addTo(sum);
        return sum.items;
    }

    private static List<Object> upTo(int end) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            items.add(i);
        }
        return items;
    }

    private void takeSnapshot() {
        clock.begin();
        clock.end();
    }

    /** Seen red with items folded in place whatever snapshots were taken. */
    @Test
    void whatASnapshotHasDoesNotChangeWhateverComes() {
        Sketched now = null;
        List<Sketched> snapshots = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            now = add(now, i);
            if (i % 37 == 0) {
                takeSnapshot();
                snapshots.add(now);
            }
            assertThat(items(now)).isEqualTo(upTo(i + 1));
        }
        for (int i = 0; i < snapshots.size(); i++) {
            assertThat(items(snapshots.get(i))).isEqualTo(upTo(i * 37 + 1));
        }
    }

    @Test
    void aSketchIsCopiedOnceForASnapshotAndNeverForAnEvent() {
        Sketched now = null;
        for (int i = 0; i < 10_000; i++) {
            now = add(now, i);
        }
        assertThat(copies).isZero();
        takeSnapshot();
        takeSnapshot();
        for (int i = 0; i < 10_000; i++) {
            now = add(now, i);
        }
        assertThat(copies).isEqualTo(1);
    }

    /** Its instant may be before what is made now, which must not be changed in place then. */
    @Test
    void aSnapshotUnderWayCountsAsOneThatMaySee() {
        clock.begin();
        Sketched now = null;
        for (int i = 0; i < 100; i++) {
            now = add(now, i);
        }
        Sketched seen = now;
        List<Object> before = items(seen);
        clock.end();
        for (int i = 100; i < 200; i++) {
            now = add(now, i);
        }
        assertThat(items(seen)).isEqualTo(before);
    }

    /** As if the batch of an event fails, at each place of the log: what follows is from the same state again. */
    @Test
    void anEventThatFailsLeavesNothing() {
        Sketched now = null;
        for (int i = 0; i < 200; i++) {
            add(now, -1);
            if (now != null) {
                assertThat(items(now)).isEqualTo(upTo(i));
            }
            now = add(now, i);
            assertThat(items(now)).isEqualTo(upTo(i + 1));
        }
    }

    @Test
    void aReaderOfAnOldStateIsToldSoInsteadOfGettingANewerOne() {
        Sketched now = null;
        for (int i = 0; i < 50; i++) {
            now = add(now, i);
        }
        Sketched old = now;
        for (int i = 50; i < 100; i++) {
            now = add(now, i);
        }
        assertThatExceptionOfType(Sketched.StaleException.class).isThrownBy(() -> items(old));
    }
}
