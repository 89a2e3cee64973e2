package dev.stillmap.trace.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.trace.IterationLife;
import dev.stillmap.trace.IterationTracer;
import dev.stillmap.trace.Place;
import dev.stillmap.trace.TraceRing;
import dev.stillmap.trace.TransitionRecord;
import dev.stillmap.trace.Watched;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In a package of its own, since a caller is whoever is in none of the library's packages. */
class CallersTest {
    private final IterationTracer tracer = IterationTracer.of(null, "x");

    private final TraceRing ring = new TraceRing(10);

    @Test
    void theBeginningAndALeakNameTheLineThatOpened() {
        tracer.addSink(ring);
        tracer.recordCallers(true);
        StackTraceElement line = new Throwable().getStackTrace()[0];
        IterationLife life = tracer.begin(Watched.ITERATION, "LIVE", Place.UNKNOWN);
        life.release(true);
        int opened = line.getLineNumber() + 1;
        String caller = line.toString().replace(":" + line.getLineNumber() + ")", ":" + opened + ")");
        assertThat(ring.records()).extracting(TransitionRecord::caller).containsExactly(caller, caller);
        assertThat(ring.records().get(0)).asString().endsWith(", opened at " + caller);
    }

    @Test
    void anOrderlyReleaseNamesNobody() {
        tracer.addSink(ring);
        tracer.recordCallers(true);
        tracer.begin(Watched.ITERATION, "LIVE", Place.UNKNOWN).release(false);
        assertThat(ring.records().get(0).caller()).contains("anOrderlyReleaseNamesNobody");
        assertThat(ring.records().get(1).caller()).isNull();
    }

    @Test
    void theLibrariesInBetweenAreNotTheCaller() {
        tracer.addSink(ring);
        tracer.recordCallers(true);
        Stream.of(1).forEach(one -> tracer.begin(Watched.VIEW, "LIVE", Place.UNKNOWN));
        assertThat(ring.records().get(0).caller()).contains("CallersTest.lambda$");
    }

    @Test
    void whileItIsOffNobodyIsNamed() {
        tracer.addSink(ring);
        tracer.recordCallers(true);
        tracer.recordCallers(false);
        tracer.begin(Watched.VIEW, "LIVE", Place.UNKNOWN);
        assertThat(ring.records().get(0).caller()).isNull();
    }
}
