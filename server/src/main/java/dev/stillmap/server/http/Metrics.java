package dev.stillmap.server.http;

import dev.stillmap.metrics.StillMapMetrics;
import dev.stillmap.server.durable.CheckpointStatus;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.held.HeldSnapshots;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.ingest.InputStatus;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Figures of the server, its maps and its JVM for Prometheus. Thread-safe. Only requests are recorded, one figure for each; all else is
 * read when somebody asks, so events cost nothing more. Counters begin with the process: after a crash the engine's own go back a
 * little, which Prometheus would take for as many events again.
 */
final class Metrics implements AutoCloseable {

    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String PREFIX = "stillmap.server.";

    private static final double MILLIS_PER_SECOND = 1e3;

    /** Upper ends of buckets: a few, as each is a time series for each route and status. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final Meter.MeterProvider<Timer> requests = Timer.builder(PREFIX + "http.requests")
            .description("Requests that were answered, and how long that took")
            .serviceLevelObjectives(BUCKETS)
            .withRegistry(registry);

    private final List<StillMapMetrics> maps = new ArrayList<>();

    private final JvmGcMetrics collections = new JvmGcMetrics();

    private final JvmHeapPressureMetrics heap = new JvmHeapPressureMetrics();

    private final Instant start = Instant.now();

    Metrics(Served served, HeldSnapshots held) {
        events(served.engine(), served.ingest());
        inputs(served.ingest());
        checkpoints(served.checkpoints());
        gauge(
                "snapshots.held",
                "Snapshots that clients hold",
                "",
                () -> held.all().size());
        gauge(
                "requests.waiting",
                "Requests with events that wait to be written to the log",
                "",
                () -> served.taker().waiting());
        served.engine().maps().forEach((type, map) -> maps.add(new StillMapMetrics(map, type)));
        maps.forEach(each -> each.bindTo(registry));
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        heap.bindTo(registry);
    }

    private void events(Engine engine, Ingest ingest) {
        counter("events.accepted", "Events that were applied", engine::appliedEvents);
        counter("events.rejected", "Lines that were no events, or could not be applied", ingest::rejected);
        counter("events.late", "Applied events that a window did not take any more", engine::lateEvents);
        gauge(
                "newest.event.timestamp",
                "The moment of the newest event",
                "seconds",
                () -> seconds(SnapshotRoutes.moment(engine.newest())));
        gauge(
                "watermark.timestamp",
                "The moment before which events are late",
                "seconds",
                () -> seconds(engine.watermark()));
        for (String type : engine.maps().keySet()) {
            Gauge.builder(PREFIX + "entities", () -> engine.estimatedSize(type))
                    .description("Entities of a type")
                    .tags("type", type)
                    .register(registry);
        }
    }

    private void inputs(Ingest ingest) {
        for (InputStatus.State state : InputStatus.State.values()) {
            Gauge.builder(
                            PREFIX + "inputs",
                            () -> ingest.inputs().stream()
                                    .filter(input -> input.state() == state)
                                    .count())
                    .description("Inputs that are read or wait for that, are at their ends, or have failed")
                    .tags("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        counter(
                "read.bytes",
                "Bytes read of inputs, compressed if they are",
                () -> ingest.inputs().stream().mapToLong(InputStatus::bytes).sum());
        counter("read.lines", "Lines read of inputs", ingest::linesRead);
    }

    private void checkpoints(Supplier<CheckpointStatus> checkpoints) {
        gauge("checkpoint.age", "Time since the last checkpoint, or since the start", "seconds", () -> {
            Instant at = checkpoints.get().at();
            return Duration.between(at == null ? start : at, Instant.now()).toMillis() / MILLIS_PER_SECOND;
        });
        gauge(
                "checkpoint.failed",
                "1 if no checkpoint could be taken since the last, 0 if all is well",
                "",
                () -> checkpoints.get().error() == null ? 0 : 1);
    }

    private static double seconds(@Nullable Instant moment) {
        return moment == null ? Double.NaN : moment.toEpochMilli() / MILLIS_PER_SECOND;
    }

    private void gauge(String name, String description, String unit, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value)
                .description(description)
                .baseUnit(unit.isEmpty() ? null : unit)
                .register(registry);
    }

    private void counter(String name, String description, LongSupplier value) {
        long before = value.getAsLong();
        FunctionCounter.builder(PREFIX + name, this, self -> value.getAsLong() - before)
                .description(description)
                .register(registry);
    }

    void add(JavalinConfig config) {
        config.routes.get("/metrics", this::answer);
        config.requestLogger.http(this::answered);
    }

    private void answer(Context context) {
        context.contentType(CONTENT_TYPE).result(registry.scrape(CONTENT_TYPE).getBytes(StandardCharsets.UTF_8));
    }

    private void answered(Context context, float millis) {
        if (FeatureServer.isInspectors(context.path())) {
            // A page that watches for hours would be the slowest of all requests.
            return;
        }
        Endpoint route = context.endpoints().matchedHttpEndpoint();
        HandlerType method = context.method();
        requests.withTags(Tags.of(
                        "route",
                        route == null ? "none" : FeatureServer.pattern(route),
                        "method",
                        // Clients may make up others.
                        HandlerType.commonHttp().contains(method) ? method.name() : "other",
                        "status",
                        String.valueOf(context.statusCode())))
                .record((long) (millis * TimeUnit.MILLISECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        maps.forEach(StillMapMetrics::close);
        collections.close();
        heap.close();
        registry.close();
    }
}
