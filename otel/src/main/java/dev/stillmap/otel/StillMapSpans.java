package dev.stillmap.otel;

import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.TraceSink;
import dev.stillmap.trace.TransitionRecord;
import dev.stillmap.trace.Watched;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of each snapshot, hold and iteration of the maps whose tracers it is added to, from the opening to the
 * close. The parent is the span that is current in the opening thread.
 *
 * <pre>{@code
 * StillMapSpans spans = new StillMapSpans(openTelemetry);
 * sessions.tracer().addSink(spans);
 * }</pre>
 *
 * <p>Spans are named {@code stillmap.snapshot}, {@code stillmap.hold} and {@code stillmap.iteration}, with the attributes
 * {@code stillmap.map}, {@code stillmap.contract}, {@code stillmap.id}, {@code stillmap.epoch}, {@code stillmap.buckets} and,
 * where callers are recorded, {@code stillmap.opened_at}. The end of an iteration's entries is an event. What was dropped
 * without a close ends with the status {@code ERROR} when it is found. Views are not watched, so their iterators cost
 * what they cost without.
 *
 * <ul>
 *   <li><b>Thread-safety:</b> may be used by any thread; one may serve many maps.
 *   <li><b>Cost:</b> that of a span for each that is opened, and of the trace: some microseconds with callers recorded.
 *       Without an SDK the spans do nothing, and nothing is kept of them.
 *   <li><b>What it keeps:</b> the spans that have not ended. {@link #close()} ends them.
 * </ul>
 */
public final class StillMapSpans implements TraceSink, AutoCloseable {

    private static final String SCOPE = "dev.stillmap";

    private static final AttributeKey<String> MAP = AttributeKey.stringKey("stillmap.map");

    private static final AttributeKey<String> CONTRACT = AttributeKey.stringKey("stillmap.contract");

    private static final AttributeKey<Long> ID = AttributeKey.longKey("stillmap.id");

    private static final AttributeKey<Long> EPOCH = AttributeKey.longKey("stillmap.epoch");

    private static final AttributeKey<Long> BUCKETS = AttributeKey.longKey("stillmap.buckets");

    private static final AttributeKey<String> OPENED_AT = AttributeKey.stringKey("stillmap.opened_at");

    private final Tracer tracer;

    /** By the number of what they are of, which is unique in the JVM. */
    private final ConcurrentMap<Long, Span> open = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /**
     * Spans by the tracer {@code dev.stillmap}.
     *
     * @param openTelemetry where to get it
     */
    public StillMapSpans(OpenTelemetry openTelemetry) {
        tracer = openTelemetry.getTracer(SCOPE);
    }

    @Override
    public boolean takes(Watched watched) {
        return watched != Watched.VIEW;
    }

    @Override
    public void accept(TransitionRecord transition) {
        if (transition.from() == null) {
            begin(transition);
        } else if (transition.to() == IterationState.RELEASED) {
            Span span = open.remove(transition.iteration());
            if (span != null) {
                end(span, transition);
            }
        } else if (transition.to() == IterationState.EXHAUSTED) {
            Span span = open.get(transition.iteration());
            if (span != null) {
                span.addEvent("exhausted");
            }
        }
    }

    private void begin(TransitionRecord transition) {
        if (closed) {
            return;
        }
        Span span = tracer.spanBuilder("stillmap." + transition.watched().name().toLowerCase(Locale.ROOT))
                .setAttribute(MAP, transition.map())
                .setAttribute(CONTRACT, transition.contract())
                .setAttribute(ID, transition.iteration())
                .setAttribute(EPOCH, transition.place().epoch())
                .setAttribute(BUCKETS, (long) transition.place().buckets())
                .startSpan();
        if (!span.isRecording()) {
            return;
        }
        setOpenedAt(span, transition.caller());
        open.put(transition.iteration(), span);
        // Put before the look: the close ends it, or this does.
        if (closed && open.remove(transition.iteration(), span)) {
            span.end();
        }
    }

    private static void setOpenedAt(Span span, @Nullable String caller) {
        if (caller != null) {
            span.setAttribute(OPENED_AT, caller);
        }
    }

    private static void end(Span span, TransitionRecord transition) {
        if (transition.leaked()) {
            span.setStatus(StatusCode.ERROR, "dropped without close(), found by a garbage collection");
        }
        span.end();
    }

    /** Ends the spans that are open, and makes no more. Closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        for (Long id : open.keySet()) {
            Span span = open.remove(id);
            if (span != null) {
                span.end();
            }
        }
    }
}
