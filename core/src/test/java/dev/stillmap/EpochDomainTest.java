package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EpochDomainTest {

    private final EpochDomain domain = new EpochDomain();

    private final StillMap<Integer, String> names = map(domain);

    private final StillMap<String, Integer> index = map(domain);

    private static <K, V> StillMap<K, V> map(EpochDomain domain) {
        return StillMap.<K, V>builder().domain(domain).build();
    }

    @Test
    void oneSnapshotHoldsAllMapsAsTheyWere() {
        names.put(1, "a");
        index.put("a", 1);
        try (DomainSnapshot snapshot = domain.snapshot()) {
            names.put(1, "b");
            index.remove("a");
            index.put("b", 1);

            assertThat(snapshot.of(names)).containsExactlyEntriesOf(Map.of(1, "a"));
            assertThat(snapshot.of(index)).containsExactlyEntriesOf(Map.of("a", 1));
            assertThat(snapshot.of(names)).isSameAs(snapshot.of(names));
        }
        assertThat(names.stats().snapshots().open()).isZero();
        assertThat(index.stats().snapshots().open()).isZero();
        assertThat(names.stats().snapshots().opened()).isEqualTo(1);
        assertThat(names.stats().snapshots().retainedBytes()
                        + index.stats().snapshots().retainedBytes())
                .isZero();
    }

    @Test
    void oneBatchWritesToAllMaps() {
        DomainBatch batch = domain.batch();
        batch.of(names).put(1, "a");
        batch.of(index).merge("a", 1, Integer::sum);
        assertThat(batch.of(index)).isSameAs(batch.of(index));
        assertThat(names).isEmpty();
        batch.commit();

        assertThat(names).containsEntry(1, "a");
        assertThat(index).containsEntry("a", 1);
        assertThatIllegalStateException().isThrownBy(batch::commit);
        assertThatIllegalStateException().isThrownBy(() -> batch.of(names).put(2, "b"));
    }

    @Test
    void toCommitAPartIsToCommitTheWhole() {
        DomainBatch batch = domain.batch();
        batch.of(names).put(1, "a");
        batch.of(index).put("a", 1).commit();

        assertThat(names).containsEntry(1, "a");
        assertThatIllegalStateException().isThrownBy(batch::commit);
    }

    @Test
    void aBatchIsRefusedInsideAFunctionOfAnyOfItsMaps() {
        names.compute(1, (key, old) -> {
            DomainBatch batch = domain.batch();
            batch.of(index).put("a", 1);
            batch.of(names).put(500, "x");
            assertThatIllegalStateException().isThrownBy(batch::commit);
            index.batch().put("b", 2).commit();
            return "done";
        });

        assertThat(index).containsExactlyEntriesOf(Map.of("b", 2));
        assertThat(names).containsExactlyEntriesOf(Map.of(1, "done"));
    }

    @Test
    void mapsOfAnotherDomainAreRefused() {
        StillMap<Integer, String> alone = new StillMap<>();
        try (DomainSnapshot snapshot = domain.snapshot()) {
            StillMap<Integer, String> later = map(domain);
            assertThatIllegalArgumentException().isThrownBy(() -> snapshot.of(alone));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> snapshot.of(later))
                    .withMessageContaining("after the snapshot was taken");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> domain.batch().of(alone));
        assertThatIllegalArgumentException().isThrownBy(() -> domain.batch().of(map(new EpochDomain())));
    }

    @Test
    void itsPartsAreClosedWithItAndRetainedOnesGoOn() {
        names.put(1, "a");
        DomainSnapshot snapshot = domain.snapshot();
        Snapshot<Integer, String> part = snapshot.of(names);
        Snapshot<Integer, String> kept = part.retain();
        snapshot.close();
        snapshot.close();
        names.put(1, "b");

        assertThatIllegalStateException().isThrownBy(() -> part.get(1));
        assertThatIllegalStateException().isThrownBy(() -> snapshot.of(names));
        assertThat(kept.get(1)).isEqualTo("a");
        kept.close();
        assertThat(names.stats().snapshots().open()).isZero();
    }

    @Test
    void aSnapshotOfOneMapMakesTheOthersCopyNothing() {
        index.put("a", 1);
        try (Snapshot<Integer, String> snapshot = names.snapshot()) {
            index.put("a", 2);
            index.remove("a");
            assertThat(snapshot).isEmpty();
        }

        assertThat(index.stats().snapshots().bucketsCopied()).isZero();
        assertThat(index.stats().snapshots().opened()).isZero();
    }

    /** Copies go from a closed snapshot to the next older one of the same map, past those of other maps. */
    @Test
    void snapshotsOfSeveralMapsCloseInAnyOrder() {
        Random random = new Random(11);
        record Taken(DomainSnapshot snapshot, Map<Integer, String> names, Map<String, Integer> index) {}
        ArrayDeque<Taken> open = new ArrayDeque<>();
        ArrayDeque<Snapshot<Integer, String>> others = new ArrayDeque<>();
        for (int step = 0; step < 20_000; step++) {
            int key = random.nextInt(300);
            switch (random.nextInt(5)) {
                case 0 -> names.remove(key);
                case 1 -> index.remove("k" + key);
                case 2 -> index.put("k" + key, step);
                default -> names.put(key, "v" + step);
            }
            if (random.nextInt(50) == 0) {
                open.add(new Taken(domain.snapshot(), new HashMap<>(names), new HashMap<>(index)));
                others.add(names.snapshot());
            }
            if (open.size() > 4) {
                Taken taken = random.nextBoolean() ? open.removeFirst() : open.removeLast();
                assertThat(new HashMap<>(taken.snapshot.of(index))).isEqualTo(taken.index);
                (random.nextBoolean() ? taken.snapshot.of(index) : taken.snapshot.of(names)).close();
                for (Taken other : open) {
                    assertThat(new HashMap<>(other.snapshot.of(names))).isEqualTo(other.names);
                    assertThat(new HashMap<>(other.snapshot.of(index))).isEqualTo(other.index);
                }
                taken.snapshot.close();
                (random.nextBoolean() ? others.removeFirst() : others.removeLast()).close();
            }
        }
        open.forEach(taken -> taken.snapshot.close());
        others.forEach(Snapshot::close);

        names.verify();
        index.verify();
        assertThat(names.stats().snapshots().open()).isZero();
        assertThat(names.stats().snapshots().retainedBytes()).isZero();
        assertThat(index.stats().snapshots().retainedBytes()).isZero();
    }

    @Test
    void changesAreFoundBetweenTwoSnapshotsOfTheDomain() {
        names.put(1, "a");
        try (DomainSnapshot older = domain.snapshot()) {
            names.put(1, "b");
            index.put("b", 1);
            try (DomainSnapshot newer = domain.snapshot()) {
                assertThat(newer.of(names).changesSince(older.of(names)))
                        .singleElement()
                        .satisfies(change -> assertThat(change.after()).isEqualTo("b"));
                assertThat(newer.of(index).changesSince(older.of(index))).hasSize(1);
            }
        }
    }

    @Test
    void theBoundHoldsForAllMapsAndASnapshotExpiresAsAWhole() {
        EpochDomain bounded = new EpochDomain(10_000, SnapshotRetention.EXPIRE);
        StillMap<Integer, Integer> one = map(bounded);
        StillMap<Integer, Integer> other = map(bounded);
        for (int key = 0; key < 1_000; key++) {
            one.put(key, key);
            other.put(key, key);
        }
        try (DomainSnapshot snapshot = bounded.snapshot()) {
            for (int key = 0; key < 1_000; key++) {
                one.put(key, -key);
            }
            assertThatThrownBy(() -> snapshot.of(one).get(1)).isInstanceOf(SnapshotExpiredException.class);
            assertThatThrownBy(() -> snapshot.of(other).get(1)).isInstanceOf(SnapshotExpiredException.class);
        }
        assertThat(one.stats().snapshots().expired()).isEqualTo(1);
        assertThat(other.stats().snapshots().expired()).isEqualTo(1);
        assertThat(one.stats().snapshots().retainedBytes()).isZero();
    }

    @Test
    void aMapOfADomainHasNoBoundOfItsOwn() {
        assertThatIllegalStateException()
                .isThrownBy(() -> StillMap.builder()
                        .domain(domain)
                        .maxRetainedBytes(1_000)
                        .build())
                .withMessageContaining("belong to the domain");
        assertThatIllegalStateException()
                .isThrownBy(() -> StillMap.builder()
                        .snapshotRetention(SnapshotRetention.WAIT)
                        .domain(domain)
                        .build());
        assertThatIllegalArgumentException().isThrownBy(() -> new EpochDomain(-1, SnapshotRetention.EXPIRE));
    }

    @Test
    void itDoesNotKeepItsMapsAlive() {
        WeakReference<StillMap<Integer, String>> dropped = new WeakReference<>(map(domain));
        Await.collectedUntil("the map is gone", () -> dropped.get() == null);

        try (DomainSnapshot snapshot = domain.snapshot()) {
            assertThat(snapshot.of(names)).isEmpty();
        }
    }

    @Test
    void aDroppedSnapshotIsFound() {
        names.put(1, "a");
        domain.snapshot();
        Await.collectedUntil(
                "both parts are released",
                () -> names.stats().snapshots().leaked() == 1
                        && index.stats().snapshots().leaked() == 1);

        assertThat(names.stats().snapshots().open()).isZero();
    }
}
