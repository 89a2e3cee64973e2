package dev.stillmap.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.event.BadEventException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same question to two ways to keep counts of persons and places: do their totals agree while events come in? */
class ConsistencyTest {

    private static final int PERSONS = 2_000;

    private static final int PLACES = 200;

    private static final int SOURCES = 2;

    private static final int LOOKS = 200;

    private static final Definition DEFINITION = DefinitionReader.read("test", Events.INPUT + """
            entities: {person: {key: who}, place: {key: where}}
            features: {events: {kind: count}, total: {kind: sum, field: amount}}
            """);

    /** Keeps counts. */
    private interface Counts {

        void apply(String person, String place) throws BadEventException;

        /** Of all persons, and of all places. */
        List<BigInteger> totals();
    }

    private static final class ByEngine implements Counts {

        private final Engine engine = new Engine(DEFINITION);

        private final ThreadLocal<Events> events = ThreadLocal.withInitial(() -> new Events(DEFINITION));

        @Override
        public void apply(String person, String place) throws BadEventException {
            engine.apply(events.get().of(1, person, place, "0.01"));
        }

        @Override
        public List<BigInteger> totals() {
            try (EngineSnapshot snapshot = engine.snapshot()) {
                Map<String, BigInteger> totals = snapshot.totals().getOrDefault("events", Map.of());
                return List.copyOf(totals.values());
            }
        }
    }

    private static final class ByConcurrentHashMaps implements Counts {

        private final Map<String, Long> persons = new ConcurrentHashMap<>();

        private final Map<String, Long> places = new ConcurrentHashMap<>();

        @Override
        public void apply(String person, String place) {
            persons.merge(person, 1L, Long::sum);
            places.merge(place, 1L, Long::sum);
        }

        @Override
        public List<BigInteger> totals() {
            return List.of(sum(persons), sum(places));
        }

        private static BigInteger sum(Map<String, Long> counts) {
            BigInteger sum = BigInteger.ZERO;
            for (Long count : counts.values()) {
                sum = sum.add(BigInteger.valueOf(count));
            }
            return sum;
        }
    }

    /** How often the totals differed, in so many looks under full ingest. */
    private static int disagreements(Counts counts) throws Exception {
        ExecutorService sources = Executors.newFixedThreadPool(SOURCES);
        AtomicBoolean stop = new AtomicBoolean();
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int source = 0; source < SOURCES; source++) {
                Random random = new Random(source);
                Callable<Void> ingest = () -> {
                    while (!stop.get()) {
                        counts.apply("p" + random.nextInt(PERSONS), "q" + random.nextInt(PLACES));
                    }
                    return null;
                };
                running.add(sources.submit(ingest));
            }
            int disagreements = 0;
            BigInteger before = BigInteger.ZERO;
            for (int looks = 0; looks < LOOKS; ) {
                List<BigInteger> totals = counts.totals();
                disagreements += new HashSet<>(totals).size() > 1 ? 1 : 0;
                // Only what differs from the last look is another one: nobody may be counted who looks at nothing new.
                looks += totals.isEmpty() || totals.get(0).equals(before) ? 0 : 1;
                before = totals.isEmpty() ? before : totals.get(0);
            }
            stop.set(true);
            for (Future<Void> each : running) {
                each.get();
            }
            assertThat(new HashSet<>(counts.totals())).hasSize(1);
            return disagreements;
        } finally {
            stop.set(true);
            sources.shutdown();
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void inEverySnapshotOfTheEngineTheTotalsAgree() throws Exception {
        assertThat(disagreements(new ByEngine())).isZero();
    }

    /** What the engine is for: iterators of two maps see what was written between and during them. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void byIteratorsOfConcurrentHashMapsTheyDoNot() throws Exception {
        assertThat(disagreements(new ByConcurrentHashMaps())).isPositive();
    }
}
