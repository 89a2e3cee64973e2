package dev.stillmap.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features that are sketches, in the engine: over all time and in windows, while snapshots are taken. */
class SketchedEntitiesTest {

    private static final Definition DEFINITION = DefinitionReader.read("test", """
            name: test
            input:
              format: csv
              time: at
              fields:
                at: {type: timestamp}
                who: {type: string}
                where: {type: string}
                amount: {type: decimal, scale: 2}
            entities: {person: {key: who}, place: {key: where}}
            features:
              events: {kind: count}
              total: {kind: sum, field: amount}
              persons: {kind: distinct, field: who}
              amounts: {kind: distinct, field: amount}
              often: {kind: top, field: who, limit: 100}
              middle: {kind: quantiles, field: amount, at: [0, 0.5, 1]}
              persons_5s: {kind: distinct, field: who, window: {size: 5s, slide: 1s}}
              often_5s: {kind: top, field: who, limit: 100, window: {size: 5s, slide: 1s}}
            """);

    private static final int PERSONS = 60;

    private final Engine engine = new Engine(DEFINITION);

    /** The sum of the counts of a top that has all values. */
    private static long counted(Object top) {
        long sum = 0;
        for (Object each : (List<?>) top) {
            sum += (Long) Objects.requireNonNull(((Map<?, ?>) each).get("count"));
        }
        return sum;
    }

    private static void check(String label, Map<String, Object> place) {
        assertThat(counted(place.get("often"))).as(label).isEqualTo(place.get("events"));
        assertThat((Long) place.get("persons")).as(label).isBetween(1L, PERSONS + 3L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aSnapshotHasTheSketchesOfItsInstant(long seed) throws Exception {
        Events events = new Events(DEFINITION);
        Random random = new Random(seed);
        List<EngineSnapshot> snapshots = new ArrayList<>();
        List<Map<String, Object>> expected = new ArrayList<>();
        List<String> window = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            String person = "p" + random.nextInt(PERSONS);
            engine.apply(events.of(10L * i, person, "x", "1.00"));
            window.add(person);
            if (random.nextInt(50) == 0) {
                EngineSnapshot snapshot = engine.snapshot();
                snapshots.add(snapshot);
                Map<String, Object> place = Objects.requireNonNull(snapshot.entity("place", "x"));
                expected.add(place);
                check("seed " + seed, place);
                assertThat(counted(place.get("often"))).isEqualTo(i + 1L);
                // Parts of a second: the one under way and the four before.
                int begin = Math.max(0, (i / 100 - 4) * 100);
                Set<String> recent = new HashSet<>(window.subList(begin, i + 1));
                assertThat(counted(place.get("often_5s"))).as("seed %d", seed).isEqualTo(i + 1L - begin);
                assertThat((double) (Long) place.get("persons_5s"))
                        .as("seed %d", seed)
                        .isBetween(recent.size() - 3.0, recent.size() + 3.0);
            }
        }
        for (int i = 0; i < snapshots.size(); i++) {
            assertThat(snapshots.get(i).entity("place", "x"))
                    .as("seed %d", seed)
                    .isEqualTo(expected.get(i));
            snapshots.get(i).close();
        }
    }

    /**
     * Seen red with the items of the event under way folded, too: a snapshot between function and commit has one more in its
     * sketch than in its count.
     */
    @Test
    void underThreeSourcesCountsAndSketchesOfAnInstantAgree() throws Exception {
        int sources = 3;
        int each = 15_000;
        ExecutorService threads = Executors.newFixedThreadPool(sources);
        try {
            List<Future<Void>> done = new ArrayList<>();
            for (int source = 0; source < sources; source++) {
                int seed = source;
                Callable<Void> ingest = () -> {
                    Events events = new Events(DEFINITION);
                    Random random = new Random(seed);
                    for (int i = 0; i < each; i++) {
                        engine.apply(events.of(i, "p" + random.nextInt(PERSONS), "hot", "0.01"));
                    }
                    return null;
                };
                done.add(threads.submit(ingest));
            }
            int snapshots = 0;
            while (snapshots == 0 || !done.stream().allMatch(Future::isDone)) {
                Map<String, Object> now = engine.entity("place", "hot");
                try (EngineSnapshot snapshot = engine.snapshot()) {
                    Map<String, Object> place = snapshot.entity("place", "hot");
                    if (now != null && place != null) {
                        check("live", now);
                        check("snapshot", place);
                        assertThat(snapshot.entity("place", "hot")).isEqualTo(place);
                        snapshots++;
                    }
                }
            }
            for (Future<Void> future : done) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Map<String, Object> place = Objects.requireNonNull(engine.entity("place", "hot"));
        assertThat(place).containsEntry("events", (long) sources * each).containsEntry("amounts", 1L);
        check("end", place);
    }
}
