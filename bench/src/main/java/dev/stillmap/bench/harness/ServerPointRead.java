package dev.stillmap.bench.harness;

import dev.stillmap.bench.workload.Invoices;
import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.engine.EngineSnapshot;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.held.SnapshotLimits;
import dev.stillmap.server.http.FeatureServer;
import dev.stillmap.server.http.Served;
import dev.stillmap.server.http.ServerOptions;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.input.EventSink;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.ReadProgress;
import dev.stillmap.server.input.Rejected;
import dev.stillmap.server.input.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long does a client wait for one entity over HTTP on loopback while events come in? The client is a process of its own,
 * which asks at a fixed rate over connections that it keeps, and counts from when a request was due. Events are paced; once a
 * second a snapshot is taken and read.
 *
 * <p>Command: {@code ./stillmap bench server --only server-point-read}.
 */
public final class ServerPointRead implements Harness {
    private static final double EVENTS_PER_SECOND = 100_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SHORTEST_SLEEP_NANOS = 500_000;
    private static final long CLIENT_SECONDS = 120;

    /** For {@link HarnessMain}. */
    public ServerPointRead() {}

    /** Applies events when they are due. */
    private static final class PacedSink implements EventSink {
        private final Engine engine;
        private final long start = System.nanoTime();
        private long applied;

        PacedSink(Engine engine) {
            this.engine = engine;
        }

        @Override
        public void accept(Event event, long line, String text) throws BadEventException {
            engine.apply(event);
            applied++;
            long early = start + (long) (applied * NANOS_PER_SECOND / EVENTS_PER_SECOND) - System.nanoTime();
            if (early > SHORTEST_SLEEP_NANOS) {
                LockSupport.parkNanos(early);
            }
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
        Source source = Inputs.find(List.of(file.toString())).get(0).get(0);
        Inputs.read(definition.input(), source, new ServerIngest.Sink(engine), ReadProgress.UNWATCHED);
        Path keys = keys(engine);
        var pool = Executors.newScheduledThreadPool(2);
        try (Ingest ingest = new Ingest(engine, line -> {});
                FeatureServer server = FeatureServer.start(
                        new Served(engine, ingest), new ServerOptions("127.0.0.1", 0, null, SnapshotLimits.DEFAULT))) {
            Future<?> feeding = pool.submit(() -> {
                PacedSink sink = new PacedSink(engine);
                while (!Thread.currentThread().isInterrupted()) {
                    Inputs.read(definition.input(), source, sink, ReadProgress.UNWATCHED);
                }
                return null;
            });
            var scanning = pool.scheduleAtFixedRate(() -> ServerIngest.scan(engine), 1, 1, TimeUnit.SECONDS);
            long before = engine.appliedEvents();
            long start = System.nanoTime();
            client(server.port(), keys, params.number("millis"), metrics);
            double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
            metrics.context("events", (engine.appliedEvents() - before) / seconds, "ops/s");
            if (feeding.isDone()) {
                feeding.get();
            }
            if (scanning.isDone()) {
                scanning.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Path keys(Engine engine) throws IOException {
        var keys = new ArrayList<String>();
        try (EngineSnapshot snapshot = engine.snapshot()) {
            snapshot.forEach("customer", (key, state) -> keys.add(key));
        }
        return Files.write(temporary("keys"), keys);
    }

    private static Path temporary(String name) throws IOException {
        Path file = Files.createTempFile(name, ".txt");
        file.toFile().deleteOnExit();
        return file;
    }

    private static void client(int port, Path keys, int millis, Metrics metrics)
            throws IOException, InterruptedException {
        Path numbers = temporary("numbers");
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PointReadClient.class.getName(),
                        Integer.toString(port),
                        keys.toString(),
                        Integer.toString(millis),
                        numbers.toString())
                .inheritIO()
                .start();
        try {
            if (!client.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS) || client.exitValue() != 0) {
                throw new IOException("the client failed");
            }
        } finally {
            client.destroyForcibly();
        }
        for (String line : Files.readAllLines(numbers)) {
            String[] parts = line.split("=", 2);
            double value = Double.parseDouble(parts[1]);
            if (parts[0].equals("reads")) {
                metrics.context(parts[0], value, "ops/s");
            } else if (parts[0].startsWith("idle")) {
                metrics.context(parts[0], value, "us");
            } else {
                metrics.less(parts[0], value, "us");
            }
        }
    }
}
