package dev.stillmap.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationLock;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScrapeTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final StillMap<Integer, Integer> map = new StillMap<>();

    private final StillMapMetrics metrics = new StillMapMetrics(map, "sessions");

    private Scrape scrape() {
        return new Scrape(registry);
    }

    @Test
    void whatAMapDoesIsSeenByPrometheus() {
        metrics.bindTo(registry);
        IntStream.range(0, 1_000).forEach(i -> map.put(i, i));
        map.remove(1);

        Scrape scrape = scrape();

        assertThat(scrape.of("stillmap_entries{map=\"sessions\"}")).isEqualTo(999);
        assertThat(scrape.of("stillmap_entries_added_total{map=\"sessions\"}")).isEqualTo(1_000);
        assertThat(scrape.of("stillmap_entries_removed_total{map=\"sessions\"}"))
                .isEqualTo(1);
        assertThat(scrape.of("stillmap_growths_started_total{map=\"sessions\"}"))
                .isEqualTo(map.stats().table().growthsStarted())
                .isPositive();
        assertThat(scrape.of("stillmap_table_bytes{map=\"sessions\"}"))
                .isEqualTo(map.stats().table().bytes())
                .isPositive();
        assertThat(scrape.of("stillmap_table_buckets{map=\"sessions\"}"))
                .isEqualTo(map.stats().table().buckets());
    }

    @Test
    void snapshotsAreSeenWhileTheyAreOpen() {
        metrics.bindTo(registry);
        map.put(1, 1);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            map.put(1, 2);
            Scrape open = scrape();
            assertThat(open.of("stillmap_snapshots_open{map=\"sessions\"}")).isEqualTo(1);
            assertThat(open.of("stillmap_snapshot_retained_bytes{map=\"sessions\"}"))
                    .isEqualTo(map.stats().snapshots().retainedBytes())
                    .isPositive();
            assertThat(open.of("stillmap_snapshot_oldest_age_seconds{map=\"sessions\"}"))
                    .isPositive();
            assertThat(open.of("stillmap_buckets_copied_total{map=\"sessions\"}"))
                    .isEqualTo(1);
            assertThat(snapshot).containsEntry(1, 1);
        }
        Scrape closed = scrape();
        assertThat(closed.of("stillmap_snapshots_open{map=\"sessions\"}")).isZero();
        assertThat(closed.of("stillmap_snapshot_oldest_age_seconds{map=\"sessions\"}"))
                .isZero();
        assertThat(closed.of("stillmap_snapshots_opened_total{map=\"sessions\"}"))
                .isEqualTo(1);
        assertThat(closed.of("stillmap_snapshots_closed_total{map=\"sessions\"}"))
                .isEqualTo(1);
    }

    @Test
    void iterationsAreCountedByContractAndOutcomeAndTimed() {
        metrics.bindTo(registry);
        map.put(1, 1);
        map.iterate(IterationContract.SNAPSHOT).forEachRemaining(entry -> {});
        map.iterate(IterationContract.EXCLUSIVE).close();
        try (Iteration<Integer, Integer> each = map.iterate(IterationContract.FAIL_FAST)) {
            map.put(2, 2);
            assertThatThrownBy(each::next).isInstanceOf(ConcurrentModificationException.class);
        }

        Scrape scrape = scrape();

        assertThat(scrape.of("stillmap_iterations_total{contract=\"SNAPSHOT\",map=\"sessions\",outcome=\"completed\"}"))
                .isEqualTo(1);
        assertThat(scrape.of("stillmap_iterations_total{contract=\"EXCLUSIVE\",map=\"sessions\",outcome=\"closed\"}"))
                .isEqualTo(1);
        assertThat(scrape.of("stillmap_iterations_total{contract=\"FAIL_FAST\",map=\"sessions\",outcome=\"changed\"}"))
                .isEqualTo(1);
        assertThat(scrape.of("stillmap_iteration_duration_seconds_count{contract=\"SNAPSHOT\",map=\"sessions\"}"))
                .isEqualTo(1);
        assertThat(scrape.of("stillmap_iteration_duration_seconds_sum{contract=\"SNAPSHOT\",map=\"sessions\"}"))
                .isPositive();
        assertThat(
                        scrape.of(
                                "stillmap_iteration_duration_seconds_bucket{contract=\"SNAPSHOT\",map=\"sessions\",le=\"+Inf\"}"))
                .isEqualTo(1);
        assertThat(scrape.of("stillmap_locked_iterations_total{map=\"sessions\",state=\"success\"}"))
                .isEqualTo(1);
        assertThat(scrape.of("stillmap_lock_hold_seconds_count{map=\"sessions\",state=\"success\"}"))
                .isEqualTo(1);
    }

    @Test
    void waitsForTheLockAreCountedAndTimed() throws Exception {
        metrics.bindTo(registry);
        Thread writer = new Thread(() -> map.put(1, 1));
        try (IterationLock.Hold<Integer, Integer> hold =
                map.lockForIteration(IterationLock.defaults().blockTime(Duration.ofMinutes(1)))) {
            writer.start();
            while (writer.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertThat(hold.isExclusive()).isTrue();
        }
        writer.join();

        Scrape scrape = scrape();

        assertThat(scrape.of("stillmap_lock_wait_seconds_count{map=\"sessions\",who=\"writer\"}"))
                .isEqualTo(1);
        assertThat(scrape.of("stillmap_lock_wait_seconds_sum{map=\"sessions\",who=\"writer\"}"))
                .isPositive();
        assertThat(scrape.of("stillmap_lock_wait_seconds_max{map=\"sessions\",who=\"writer\"}"))
                .isPositive();
        assertThat(scrape.of("stillmap_lock_wait_seconds_count{map=\"sessions\",who=\"hold\"}"))
                .isZero();
    }

    /** For dashboards/check, which lets promtool read it. */
    @Test
    void aScrapeIsKeptForPromtool() throws Exception {
        metrics.bindTo(registry);
        map.put(1, 1);
        Path kept = Path.of("target", "scrape.txt");
        Files.writeString(kept, scrape().text());
        assertThat(kept).content().contains("# HELP stillmap_entries Entries in the map\n");
    }

    @Test
    void twoMapsOfOneRegistry() {
        metrics.bindTo(registry);
        StillMap<String, String> other = new StillMap<>();
        other.put("a", "b");
        try (StillMapMetrics otherMetrics = new StillMapMetrics(other, "names")) {
            otherMetrics.bindTo(registry);
            assertThat(scrape().of("stillmap_entries{map=\"names\"}")).isEqualTo(1);
            assertThat(scrape().of("stillmap_entries{map=\"sessions\"}")).isZero();
        }
        assertThat(scrape().text()).doesNotContain("names").contains("sessions");
    }

    @Test
    void afterTheCloseNothingIsLeft() {
        metrics.bindTo(registry);
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        metrics.bindTo(second);
        assertThat(second.getMeters()).isNotEmpty();

        metrics.close();
        metrics.close();

        assertThat(scrape().text()).isEmpty();
        assertThat(second.getMeters()).isEmpty();
    }
}
