package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotChangesTest {
    private final StillMap<Integer, String> map = new StillMap<>();
    private final Snapshot<Integer, String> empty = map.snapshot();

    @AfterEach
    void close() {
        empty.close();
        map.verify();
    }

    @Test
    void tellsAddedChangedAndRemoved() {
        map.put(1, "one");
        map.put(2, "two");
        map.put(3, "three");
        try (Snapshot<Integer, String> older = map.snapshot()) {
            map.put(2, "zwei");
            map.remove(3);
            map.put(4, "four");
            try (Snapshot<Integer, String> newer = map.snapshot()) {
                map.clear();
                assertThat(newer.changesSince(older))
                        .containsExactlyInAnyOrder(
                                new Change<>(2, "two", "zwei"),
                                new Change<>(3, "three", null),
                                new Change<>(4, null, "four"));
                assertThat(newer.changesSince(older))
                        .extracting(Change::kind)
                        .containsExactlyInAnyOrder(Change.Kind.CHANGED, Change.Kind.REMOVED, Change.Kind.ADDED);
                assertThat(older.changesSince(empty)).hasSize(3);
                assertThat(newer.changesSince(newer)).isEmpty();
            }
        }
    }

    @Test
    void anEqualValueOrOneThatCameBackIsNoChange() {
        map.put(1, "one");
        map.put(2, "two");
        try (Snapshot<Integer, String> older = map.snapshot()) {
            map.put(1, new String("one"));
            map.remove(2);
            map.put(2, "two");
            map.put(3, "three");
            map.remove(3);
            try (Snapshot<Integer, String> newer = map.snapshot()) {
                assertThat(newer.changesSince(older)).isEmpty();
            }
        }
    }

    @Test
    void growthAloneIsNoChange() {
        for (int key = 0; key < 1_000; key++) {
            map.put(key, "");
        }
        try (Snapshot<Integer, String> older = map.snapshot()) {
            for (int key = 1_000; key < 20_000; key++) {
                map.put(key, "");
            }
            map.keySet().removeIf(key -> key >= 1_000);
            map.trimToSize();
            map.put(7, "seven");
            try (Snapshot<Integer, String> newer = map.snapshot()) {
                assertThat(newer.changesSince(older)).containsExactly(new Change<>(7, "", "seven"));
            }
        }
    }

    @Test
    void snapshotsThatCannotBeComparedAreRefused() {
        StillMap<Integer, String> other = new StillMap<>();
        try (Snapshot<Integer, String> ofAnother = other.snapshot();
                Snapshot<Integer, String> newer = map.snapshot()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> newer.changesSince(ofAnother))
                    .withMessageContaining("another map");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> empty.changesSince(newer))
                    .withMessageContaining("swap");
        }
    }

    @Test
    void closedSnapshotsAreAnError() {
        map.put(1, "one");
        Snapshot<Integer, String> newer = map.snapshot();
        Snapshot<Integer, String> kept = newer.retain();
        Iterable<Change<Integer, String>> changes = newer.changesSince(empty);
        Iterator<Change<Integer, String>> iterator = changes.iterator();
        newer.close();
        assertThatIllegalStateException().isThrownBy(iterator::hasNext).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(changes::iterator);
        assertThatIllegalStateException().isThrownBy(() -> newer.changesSince(empty));
        assertThat(kept.changesSince(empty)).hasSize(1);
        kept.close();
    }

    @Test
    void theIteratorEnds() {
        map.put(1, "one");
        try (Snapshot<Integer, String> newer = map.snapshot()) {
            Iterator<Change<Integer, String>> iterator =
                    newer.changesSince(empty).iterator();
            assertThat(iterator.next()).isEqualTo(new Change<>(1, null, "one"));
            assertThat(iterator.hasNext()).isFalse();
            assertThat(iterator).isExhausted();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
        }
    }

    @Test
    void aChangeOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Change<>(1, null, null));
    }
}
