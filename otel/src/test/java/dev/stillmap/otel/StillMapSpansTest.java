package dev.stillmap.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationLock;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StillMapSpansTest {

    private static final long WATCHDOG_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();

    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exported))
            .build();

    private final OpenTelemetrySdk openTelemetry =
            OpenTelemetrySdk.builder().setTracerProvider(provider).build();

    private final StillMapSpans spans = new StillMapSpans(openTelemetry);

    private final StillMap<Integer, Integer> map =
            StillMap.<Integer, Integer>builder().name("sessions").build();

    @BeforeEach
    void trace() {
        IntStream.range(0, 10).forEach(i -> map.put(i, i));
        map.tracer().addSink(spans);
    }

    @AfterEach
    void close() {
        spans.close();
        openTelemetry.close();
    }

    private SpanData only() {
        List<SpanData> all = exported.getFinishedSpanItems();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void aSnapshotIsASpanFromItsTakingToItsClose() {
        try (Snapshot<Integer, Integer> snapshot = map.snapshot()) {
            assertThat(snapshot).hasSize(10);
            assertThat(exported.getFinishedSpanItems()).isEmpty();
        }
        SpanData span = only();
        assertThat(span.getName()).isEqualTo("stillmap.snapshot");
        assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("dev.stillmap");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("stillmap.map")))
                .isEqualTo("sessions");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("stillmap.contract")))
                .isEqualTo("SNAPSHOT");
        assertThat(span.getAttributes().get(AttributeKey.longKey("stillmap.id")))
                .isPositive();
        assertThat(span.getAttributes().get(AttributeKey.longKey("stillmap.epoch")))
                .isEqualTo(1);
        assertThat(span.getAttributes().get(AttributeKey.longKey("stillmap.buckets")))
                .isEqualTo(map.stats().table().buckets());
        assertThat(span.getAttributes().get(AttributeKey.stringKey("stillmap.opened_at")))
                .contains("StillMapSpansTest");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getEndEpochNanos()).isGreaterThanOrEqualTo(span.getStartEpochNanos());
    }

    @Test
    void holdsAndIterationsAreSpansAndViewsAreNot() {
        try (IterationLock.Hold<Integer, Integer> hold = map.lockForIteration()) {
            assertThat(hold.isExclusive()).isTrue();
        }
        try (Iteration<Integer, Integer> each = map.iterate(IterationContract.LIVE)) {
            each.forEachRemaining(entry -> {});
        }
        for (Integer key : map.keySet()) {
            assertThat(key).isNotNull();
        }
        assertThat(exported.getFinishedSpanItems())
                .extracting(SpanData::getName)
                .containsExactly("stillmap.hold", "stillmap.iteration");
        assertThat(exported.getFinishedSpanItems().get(1).getEvents())
                .extracting(event -> event.getName())
                .containsExactly("exhausted");
        assertThat(map.tracer().alive()).isEmpty();
    }

    @Test
    void theParentIsCurrentWhereItWasOpened() throws Exception {
        Tracer tracer = openTelemetry.getTracer("test");
        Span request = tracer.spanBuilder("request").startSpan();
        Snapshot<Integer, Integer> snapshot;
        try (Scope scope = request.makeCurrent()) {
            assertThat(scope).isNotNull();
            snapshot = map.snapshot();
        }
        Thread closer = new Thread(snapshot::close);
        closer.start();
        closer.join();
        request.end();
        SpanData span = exported.getFinishedSpanItems().get(0);
        assertThat(span.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
        assertThat(span.getTraceId()).isEqualTo(request.getSpanContext().getTraceId());
    }

    @Test
    void whatIsDroppedEndsAsAnError() {
        map.snapshot();
        long deadline = System.nanoTime() + WATCHDOG_NANOS;
        while (exported.getFinishedSpanItems().isEmpty()) {
            assertThat(System.nanoTime()).as("it is found").isLessThan(deadline);
            System.gc();
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(only().getStatus().getDescription()).contains("without close()");
    }

    @Test
    void theCloseEndsWhatIsOpenAndMakesNoMore() {
        Snapshot<Integer, Integer> open = map.snapshot();
        spans.close();
        assertThat(only().getName()).isEqualTo("stillmap.snapshot");
        map.snapshot().close();
        open.close();
        spans.close();
        assertThat(exported.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void withoutAnSdkNothingIsMadeOrKept() {
        StillMap<Integer, Integer> other = new StillMap<>();
        try (StillMapSpans silent = new StillMapSpans(OpenTelemetry.noop())) {
            other.tracer().addSink(silent);
            other.snapshot().close();
            other.iterate(IterationContract.LIVE).close();
        }
        assertThat(other.tracer().sinkFailures()).isZero();
        assertThat(exported.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void whatIsNotSampledIsNotKept() {
        SdkTracerProvider never =
                SdkTracerProvider.builder().setSampler(Sampler.alwaysOff()).build();
        StillMap<Integer, Integer> other = new StillMap<>();
        try (OpenTelemetrySdk off =
                        OpenTelemetrySdk.builder().setTracerProvider(never).build();
                StillMapSpans unsampled = new StillMapSpans(off)) {
            other.tracer().addSink(unsampled);
            other.snapshot().close();
        }
        assertThat(other.tracer().sinkFailures()).isZero();
    }

    /** Each span ends once, whoever is first: the close of the snapshot or that of the spans. */
    @Test
    void closingBesideSnapshots() throws Exception {
        Thread[] takers = new Thread[3];
        for (int t = 0; t < takers.length; t++) {
            takers[t] = new Thread(
                    () -> IntStream.range(0, 500).forEach(i -> map.snapshot().close()));
            takers[t].start();
        }
        spans.close();
        for (Thread taker : takers) {
            taker.join();
        }
        List<SpanData> ended = exported.getFinishedSpanItems();
        assertThat(ended).extracting(SpanData::getSpanId).doesNotHaveDuplicates();
        assertThat(map.tracer().sinkFailures()).isZero();
    }
}
