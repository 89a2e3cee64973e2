package dev.stillmap.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.event.BadEventException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {

    private static final int SLIDE_MILLIS = 1_000;

    private static final int PANES = 5;

    private static final String DEFINITION_TEXT = """
            name: test
            input:
              format: csv
              time: at
              fields:
                at: {type: timestamp}
                who: {type: string, optional: true}
                where: {type: string}
                amount: {type: decimal, scale: 2, optional: true}
            entities:
              person: {key: who, none: nobody}
              place: {key: where}
            features:
              events: {kind: count}
              total: {kind: sum, field: amount}
              returned: {kind: sum, field: amount, where: amount < 0}
              least: {kind: min, field: amount}
              most: {kind: max, field: amount}
              mean: {kind: mean, field: amount}
              spread: {kind: stddev, field: amount}
              last: {kind: last, field: amount}
              seen: {kind: first, field: at}
              recent: {kind: sum, field: amount, window: {size: 5s, slide: 1s}}
            """;

    private static final Definition DEFINITION = DefinitionReader.read("test", DEFINITION_TEXT);

    private final Engine engine = new Engine(DEFINITION);

    private final Events events = new Events(DEFINITION);

    private record Paid(long time, String person, String place, BigDecimal amount) {

        boolean of(String type, String key) {
            return (type.equals("person") ? person : place).equals(key);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void featuresAreThoseOfAModelThatRemembersEveryEvent(long seed) throws BadEventException {
        Random random = new Random(seed);
        List<Paid> all = new ArrayList<>();
        // Around 1970, where the number of a window's part changes its sign; one millisecond is never used twice.
        long time = -20_000;
        for (int i = 0; i < 500; i++) {
            time += 1 + random.nextInt(200);
            Paid paid = new Paid(
                    time,
                    "p" + random.nextInt(10),
                    "q" + random.nextInt(3),
                    BigDecimal.valueOf(random.nextInt(20_001) - 10_000, 2));
            all.add(paid);
            engine.apply(events.of(paid.time, paid.person, paid.place, paid.amount.toString()));
            if (i % 50 == 49) {
                try (EngineSnapshot snapshot = engine.snapshot()) {
                    check(seed, snapshot, all, "person", paid.person);
                    check(seed, snapshot, all, "place", paid.place);
                    check(seed, snapshot, all, "place", "q0");
                }
            }
        }
    }

    private static void check(long seed, EngineSnapshot snapshot, List<Paid> all, String type, String key) {
        List<Paid> own = all.stream().filter(paid -> paid.of(type, key)).toList();
        List<BigDecimal> amounts = own.stream().map(Paid::amount).toList();
        Map<String, Object> values = Objects.requireNonNull(snapshot.entity(type, key));
        String label = "seed " + seed + ", " + type + " " + key;
        double mean =
                amounts.stream().mapToDouble(BigDecimal::doubleValue).average().orElseThrow();
        double squares = amounts.stream()
                .mapToDouble(amount -> Math.pow(amount.doubleValue() - mean, 2))
                .sum();
        long firstPane = Math.floorDiv(all.get(all.size() - 1).time, SLIDE_MILLIS) - PANES + 1;
        assertThat(values.get("events")).as(label).isEqualTo((long) own.size());
        assertThat((BigDecimal) values.get("total")).as(label).isEqualByComparingTo(sum(amounts));
        assertThat((BigDecimal) values.get("returned"))
                .as(label)
                .isEqualByComparingTo(sum(
                        amounts.stream().filter(amount -> amount.signum() < 0).toList()));
        assertThat((BigDecimal) values.get("least"))
                .as(label)
                .isEqualByComparingTo(
                        amounts.stream().min(BigDecimal::compareTo).orElseThrow());
        assertThat((BigDecimal) values.get("most"))
                .as(label)
                .isEqualByComparingTo(
                        amounts.stream().max(BigDecimal::compareTo).orElseThrow());
        assertThat((Double) values.get("mean")).as(label).isCloseTo(mean, within(1e-9));
        assertThat(values.get("spread"))
                .as(label)
                .satisfies(
                        spread -> assertThat((Double) spread).isCloseTo(Math.sqrt(squares / own.size()), within(1e-6)));
        assertThat((BigDecimal) values.get("last")).as(label).isEqualByComparingTo(amounts.get(amounts.size() - 1));
        assertThat(values.get("seen")).as(label).isEqualTo(Instant.ofEpochMilli(own.get(0).time));
        assertThat((BigDecimal) values.get("recent"))
                .as(label)
                .isEqualByComparingTo(sum(own.stream()
                        .filter(paid -> Math.floorDiv(paid.time, SLIDE_MILLIS) >= firstPane)
                        .map(Paid::amount)
                        .toList()));
    }

    private static BigDecimal sum(List<BigDecimal> amounts) {
        return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void anEventThatIsOlderThanItsWindowIsInTheTotalOnly() throws BadEventException {
        engine.apply(events.of(100_000, "a", "x", "1.00"));
        engine.apply(events.of(95_000, "a", "x", "2.00"));
        engine.apply(events.of(96_000, "a", "x", "4.00"));
        Map<String, Object> values = Objects.requireNonNull(engine.entity("person", "a"));
        assertThat((BigDecimal) values.get("total")).isEqualByComparingTo("7.00");
        assertThat((BigDecimal) values.get("recent")).isEqualByComparingTo("5.00");
    }

    @Test
    void aSumOfPartsOfAWindowFitsWheneverItsPartsDo() throws BadEventException {
        // The parts of a window are added up when they are read: each may have its share of what fits.
        engine.apply(events.of(1_000, "a", "x", "18446744073709551.61"));
        engine.apply(events.of(2_000, "b", "x", "18446744073709551.61"));
        engine.apply(events.of(3_000, "c", "x", "-18446744073709551.61"));
        assertThatExceptionOfType(BadEventException.class)
                .isThrownBy(() -> engine.apply(events.of(2_500, "d", "x", "0.01")))
                .withMessageContaining("'recent'");
        assertThat((BigDecimal)
                        Objects.requireNonNull(engine.entity("place", "x")).get("recent"))
                .isEqualByComparingTo("18446744073709551.61");
    }

    @Test
    void anEventThatAWindowDoesNotTakeIsCountedOnce() throws BadEventException {
        engine.apply(events.of(100_000, "a", "x", "1.00"));
        engine.apply(events.of(95_000, "a", "x", "1.00"));
        engine.apply(events.of(95_000, "new", "new", "1.00"));
        engine.apply(events.of(90_000, "new", "new", "1.00"));
        assertThat(engine.lateEvents()).isEqualTo(3);
        engine.apply(events.of(96_000, "new", "other", "1.00"));
        assertThat(engine.lateEvents()).isEqualTo(3);
        assertThat((BigDecimal)
                        Objects.requireNonNull(engine.entity("person", "new")).get("recent"))
                .isEqualByComparingTo("1.00");
        assertThat(engine.appliedEvents()).isEqualTo(5);
        assertThat(engine.watermark()).isEqualTo(Instant.ofEpochMilli(100_000));
    }

    @Test
    void noWindowTakesAnEventThatIsLaterThanAllowed() throws BadEventException {
        Definition definition =
                DefinitionReader.read("test", DEFINITION_TEXT.replace("time: at", "time: at\n  lateness: 2s"));
        Engine strict = new Engine(definition);
        strict.apply(events.of(100_000, "a", "x", "1.00"));
        strict.apply(events.of(98_000, "b", "x", "2.00"));
        strict.apply(events.of(97_999, "c", "x", "4.00"));
        assertThat(strict.lateEvents()).isEqualTo(1);
        assertThat(strict.watermark()).isEqualTo(Instant.ofEpochMilli(98_000));
        Map<String, Object> place = Objects.requireNonNull(strict.entity("place", "x"));
        assertThat((BigDecimal) place.get("recent")).isEqualByComparingTo("3.00");
        assertThat((BigDecimal) place.get("total")).isEqualByComparingTo("7.00");
    }

    @Test
    void anEventWithoutAKeyIsOfTheEntityForThat() throws BadEventException {
        engine.apply(events.of(1, "", "x", "1.00"));
        assertThat(Objects.requireNonNull(engine.entity("person", "nobody")).get("events"))
                .isEqualTo(1L);
        assertThat(engine.entity("person", "x")).isNull();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> engine.entity("planet", "x"))
                .withMessageContaining("person, place");
    }

    @Test
    void aKeyIsNotMistakenForTheOneOfEventsWithoutAKey() {
        assertThatExceptionOfType(BadEventException.class)
                .isThrownBy(() -> engine.apply(events.of(1, "nobody", "x", "1.00")))
                .withMessageContaining("person 'nobody'");
        assertThat(engine.entity("place", "x")).isNull();
        assertThat(engine.appliedEvents()).isZero();
    }

    @Test
    void anEventWhoseSumDoesNotFitChangesNothing() throws BadEventException {
        Engine engine = new Engine(DefinitionReader.read("test", DEFINITION_TEXT.replaceAll(" *recent:.*\n", "")));
        engine.apply(events.of(1, "a", "x", "92233720368547758.07"));
        assertThatExceptionOfType(BadEventException.class)
                .isThrownBy(() -> engine.apply(events.of(2, "b", "x", "0.01")))
                .withMessage("'total' does not fit into 64 bits any more, of place 'x'");
        assertThat(engine.appliedEvents()).isEqualTo(1);
        assertThat(engine.entity("person", "b")).isNull();
        assertThat(Objects.requireNonNull(engine.entity("place", "x")).get("events"))
                .isEqualTo(1L);
    }

    @Test
    void aSnapshotKeepsItsInstant() throws BadEventException {
        engine.apply(events.of(1, "a", "x", "1.00"));
        try (EngineSnapshot snapshot = engine.snapshot()) {
            engine.apply(events.of(2, "a", "y", "1.00"));
            assertThat(Objects.requireNonNull(snapshot.entity("person", "a")).get("events"))
                    .isEqualTo(1L);
            assertThat(snapshot.size("place")).isEqualTo(1);
            assertThat(snapshot.entity("place", "y")).isNull();
        }
    }

    /**
     * Seen red with the entities of an event written one after the other instead of in one batch: the totals of a snapshot
     * differ by the events under way.
     */
    @Test
    void fourSourcesLoseNothingAtOnePlaceAndEverySnapshotAgrees() throws Exception {
        int sources = 4;
        int each = 20_000;
        ExecutorService threads = Executors.newFixedThreadPool(sources);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int source = 0; source < sources; source++) {
                int seed = source;
                Callable<Void> ingest = () -> {
                    Random random = new Random(seed);
                    for (int i = 0; i < each; i++) {
                        engine.apply(events.of(i, "p" + random.nextInt(1_000), "hot", "0.01"));
                    }
                    return null;
                };
                done.add(threads.submit(ingest));
            }
            int snapshots = 0;
            while (snapshots == 0 || !done.stream().allMatch(Future::isDone)) {
                try (EngineSnapshot snapshot = engine.snapshot()) {
                    snapshot.totals()
                            .forEach((feature, totals) -> assertThat(new HashSet<>(totals.values()))
                                    .as("%s: %s", feature, totals)
                                    .hasSizeLessThanOrEqualTo(1));
                    snapshots++;
                }
            }
            for (Future<?> future : done) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        BigInteger expected = BigInteger.valueOf((long) sources * each);
        try (EngineSnapshot snapshot = engine.snapshot()) {
            assertThat(snapshot.totals().get("events")).isEqualTo(Map.of("person", expected, "place", expected));
            assertThat(snapshot.totals().get("total")).isEqualTo(Map.of("person", expected, "place", expected));
        }
    }
}
