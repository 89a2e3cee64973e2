package example;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import dev.stillmap.classic.GoMap;
import dev.stillmap.inspector.Inspector;
import dev.stillmap.metrics.LatencyRecorder;
import dev.stillmap.metrics.RecordedMap;
import dev.stillmap.metrics.StillMapMetrics;
import dev.stillmap.otel.StillMapSpans;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.HttpURLConnection;

/** Uses each artifact once, on the module path. */
final class Consumer {

    private Consumer() {}

    public static void main(String[] arguments) throws IOException {
        StillMap<String, Integer> sessions = new StillMap<>();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (StillMapMetrics metrics = new StillMapMetrics(sessions, "sessions");
                StillMapSpans spans = new StillMapSpans(OpenTelemetry.noop())) {
            metrics.bindTo(registry);
            sessions.tracer().addSink(spans);
            RecordedMap<String, Integer> recorded = new LatencyRecorder("sessions").record(sessions);
            recorded.merge("alice", 1, Integer::sum);
            recorded.merge("bob", 2, Integer::sum);
            try (Snapshot<String, Integer> now = recorded.snapshot()) {
                recorded.remove("alice");
                require(now.size() == 2, "a snapshot has what was there");
            }
            int pages = 0;
            try (Iteration<String, Integer> each = sessions.iterate(IterationContract.EXCLUSIVE)) {
                while (each.hasNext()) {
                    pages += each.next().getValue();
                }
            }
            require(pages == 2, "an iteration has what is there");
            require(registry.get("stillmap.entries").gauge().value() == 1, "metrics are bound");
            require(registry.get("stillmap.snapshots.closed").functionCounter().count() == 2, "metrics move");
        }
        GoMap<String, Integer> classic = new GoMap<>();
        classic.put("a", 1);
        require(classic.get("a") == 1, "Go's map is there");
        try (Inspector inspector = Inspector.start(sessions)) {
            HttpURLConnection page =
                    (HttpURLConnection) inspector.uri().toURL().openConnection();
            require(page.getResponseCode() == 200, "the inspector has its page");
        }
        Module module = Consumer.class.getModule();
        require(module.isNamed(), "the consumer is a module");
        System.out.println("consumer: all that it needs is there, on Java " + Runtime.version().feature());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("not so: " + what);
        }
    }
}
