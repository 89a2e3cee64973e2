package dev.stillmap.bench.harness;

import dev.stillmap.bench.workload.Invoices;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.input.EventSink;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.ReadProgress;
import dev.stillmap.server.input.Rejected;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * How many events a second does the feature server take from compressed CSV? The file is replayed into one engine; once a
 * second a snapshot is taken, and all its entities are read for totals, which have to agree. Each event changes three
 * entities.
 *
 * <p>Command: {@code ./stillmap bench server --only server-ingest}.
 */
public final class ServerIngest implements Harness {
    private static final int REPLAYS = 20;
    private static final int DISCARDED = 5;
    private static final double NANOS_PER_SECOND = 1e9;

    /** For {@link HarnessMain}. */
    public ServerIngest() {}

    /** Applies to an engine; a rejected line ends the run. */
    record Sink(Engine engine) implements EventSink {
        @Override
        public void accept(Event event, long line, String text) throws BadEventException {
            engine.apply(event);
        }

        @Override
        public void reject(Rejected rejected) {
            throw new IllegalStateException(rejected.toString());
        }
    }

    @Override
    public void run(Params params, Metrics metrics) throws Exception {
        Definition definition = DefinitionReader.read("invoices", Invoices.definition());
        Engine engine = new Engine(definition);
        Path file = Invoices.file();
        var source = Inputs.find(List.of(file.toString())).get(0).get(0);
        var snapshots = Executors.newSingleThreadScheduledExecutor();
        double[] rates = new double[REPLAYS - DISCARDED];
        try {
            var scanning = snapshots.scheduleAtFixedRate(() -> scan(engine), 1, 1, TimeUnit.SECONDS);
            for (int replay = 0; replay < REPLAYS; replay++) {
                long start = System.nanoTime();
                long events = Inputs.read(definition.input(), source, new Sink(engine), ReadProgress.UNWATCHED);
                double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
                if (replay >= DISCARDED) {
                    rates[replay - DISCARDED] = events / seconds;
                }
                if (scanning.isDone()) {
                    scanning.get();
                }
            }
            scanning.cancel(false);
        } finally {
            snapshots.shutdownNow();
        }
        scan(engine);
        metrics.more("events", Median.of(rates), "ops/s");
        metrics.more("slowest replay", Arrays.stream(rates).min().orElseThrow(), "ops/s");
        metrics.context("events in all", (double) engine.appliedEvents(), "events");
    }

    /** Reads all entities of a snapshot for totals, which have to agree. */
    static void scan(Engine engine) {
        try (EngineSnapshot snapshot = engine.snapshot()) {
            for (Map.Entry<String, Map<String, BigInteger>> totals :
                    snapshot.totals().entrySet()) {
                if (new HashSet<>(totals.getValue().values()).size() != 1) {
                    throw new IllegalStateException("the totals do not agree: " + totals);
                }
            }
        }
    }
}
