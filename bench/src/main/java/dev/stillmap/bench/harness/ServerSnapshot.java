package dev.stillmap.bench.harness;

import dev.stillmap.bench.workload.Sizes;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.event.EventParser;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long does it take to get a snapshot of all entities of a feature server while events come at full speed? Of a million
 * customers and two small types.
 *
 * <p>Command: {@code ./stillmap bench server --only server-snapshot}.
 */
public final class ServerSnapshot implements Harness {
    private static final int SNAPSHOTS = 1_000;
    private static final int WARM_UP = 200;
    private static final long PAUSE_MILLIS = 5;
    private static final int EVENTS_BETWEEN_LOOKS = 64;

    private static final String DEFINITION = """
            name: purchases
            input:
              format: csv
              time: time
              fields:
                time: {type: timestamp, format: millis}
                customer: {type: string}
                product: {type: string}
                country: {type: string}
                amount: {type: decimal, scale: 2}
            entities:
              customer: {key: customer}
              product: {key: product}
              country: {key: country}
            features:
              purchases: {kind: count}
              amount: {kind: sum, field: amount}
            """;

    /** For {@link HarnessMain}. */
    public ServerSnapshot() {}

    @Override
    public void run(Params params, Metrics metrics) throws Exception {
        Definition definition = DefinitionReader.read("purchases", DEFINITION);
        Engine engine = new Engine(definition);
        int customers = Sizes.entries(params.text("size"));
        var parser = new EventParser(definition.input());
        for (int customer = 0; customer < customers; customer++) {
            engine.apply(event(parser, customer, customer));
        }
        var stop = new AtomicBoolean();
        var writer = Executors.newSingleThreadExecutor();
        try {
            var writing = writer.submit(() -> write(engine, definition, customers, stop));
            take(engine, WARM_UP, new Latencies());
            var taking = new Latencies();
            long before = engine.appliedEvents();
            long start = System.nanoTime();
            take(engine, SNAPSHOTS, taking);
            double seconds = (System.nanoTime() - start) / 1e9;
            taking.report("", metrics);
            metrics.context("events", (engine.appliedEvents() - before) / seconds, "ops/s");
            stop.set(true);
            writing.get();
        } finally {
            stop.set(true);
            writer.shutdown();
        }
    }

    private static void take(Engine engine, int count, Latencies taking) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            long before = System.nanoTime();
            EngineSnapshot snapshot = engine.snapshot();
            taking.record(System.nanoTime() - before);
            snapshot.close();
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static Void write(Engine engine, Definition definition, int customers, AtomicBoolean stop)
            throws BadEventException {
        var parser = new EventParser(definition.input());
        var random = new SplittableRandom(1);
        for (long time = customers; !stop.get(); time += EVENTS_BETWEEN_LOOKS) {
            for (int i = 0; i < EVENTS_BETWEEN_LOOKS; i++) {
                engine.apply(event(parser, random.nextInt(customers), time + i));
            }
        }
        return null;
    }

    private static Event event(EventParser parser, int customer, long time) throws BadEventException {
        return parser.parse(field -> switch (field.name()) {
            case "time" -> Long.toString(time);
            case "customer" -> "customer-" + customer;
            case "product" -> "product-" + customer % 1_000;
            case "country" -> "country-" + customer % 40;
            default -> "12.34";
        });
    }
}
