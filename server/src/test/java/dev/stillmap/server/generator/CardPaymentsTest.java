package dev.stillmap.server.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.input.ReadProgress;
import dev.stillmap.server.input.Rejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CardPaymentsTest {

    private static final int MANY = 50_000;

    private static List<Payment> payments(long seed) {
        CardPayments made = new CardPayments(seed, Instant.parse("2026-01-01T00:00:00Z"), 1_000);
        List<Payment> payments = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            payments.add(made.next());
        }
        return payments;
    }

    @Test
    void theSameSeedMakesTheSamePayments() {
        assertThat(payments(7)).isEqualTo(payments(7)).isNotEqualTo(payments(8));
    }

    @Test
    void fewHaveMuchAndSomeAreUnknown() {
        List<Payment> payments = payments(1);
        Map<String, Integer> cards = new HashMap<>();
        payments.forEach(payment -> cards.merge(payment.card(), 1, Integer::sum));
        assertThat(Collections.max(cards.values())).isGreaterThan(100 * MANY / cards.size() / 2);
        assertThat(payments.stream()
                        .filter(payment -> payment.customer() == null)
                        .count())
                .isBetween(MANY / 50L, MANY / 25L);
        assertThat(payments.stream().map(Payment::merchant).distinct().count()).isGreaterThan(1_000);
    }

    @Test
    void whatIsReturnedWasPaidBeforeAndOnlyOnce() {
        Map<String, Integer> open = new HashMap<>();
        int returned = 0;
        for (Payment payment : payments(2)) {
            String what = payment.card() + " " + payment.merchant() + " " + Math.abs(payment.cents());
            if (payment.status() == Payment.Status.CAPTURED) {
                open.merge(what, 1, Integer::sum);
            } else if (payment.status() == Payment.Status.RETURNED) {
                assertThat(payment.cents()).isNegative();
                assertThat(open.merge(what, -1, Integer::sum)).isNotNegative();
                returned++;
            }
        }
        assertThat(returned).isGreaterThan(MANY / 200);
    }

    @Test
    void theServerTakesThemAllAndItsTotalsAgree() {
        Definition definition = CardPayments.definition();
        Engine engine = new Engine(definition);
        List<Rejected> rejected = new ArrayList<>();
        new PaymentInput(new CardPayments(3, Instant.EPOCH, 1_000), 1e12)
                .run(definition.input(), new Ingest(engine, rejected::add).sink(), new ReadProgress() {
                    @Override
                    public void read(long allBytes) {}

                    @Override
                    public long after() {
                        return 0;
                    }

                    @Override
                    public boolean isStopped() {
                        return engine.appliedEvents() + rejected.size() == MANY;
                    }
                });
        assertThat(rejected).isEmpty();
        try (EngineSnapshot snapshot = engine.snapshot()) {
            snapshot.totals()
                    .forEach((feature, totals) -> assertThat(new HashSet<>(totals.values()))
                            .as(feature)
                            .hasSize(1));
            assertThat(snapshot.size("country")).isGreaterThan(10);
            assertThat(snapshot.entity("customer", "anonymous")).containsKey("categories");
        }
        assertThat(engine.lateEvents()).isPositive();
    }
}
