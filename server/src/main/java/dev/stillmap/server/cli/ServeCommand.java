package dev.stillmap.server.cli;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.Durations;
import dev.stillmap.server.durable.DataFolder;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.generator.CardPayments;
import dev.stillmap.server.generator.PaymentInput;
import dev.stillmap.server.held.SnapshotLimits;
import dev.stillmap.server.http.FeatureServer;
import dev.stillmap.server.http.KeyStoreFile;
import dev.stillmap.server.http.Served;
import dev.stillmap.server.http.ServerOptions;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.ingest.InputStatus;
import dev.stillmap.server.ingest.SourcePosition;
import dev.stillmap.server.input.InputException;
import dev.stillmap.server.input.Inputs;
import dev.stillmap.server.input.ProgressLine;
import dev.stillmap.server.input.RejectFile;
import dev.stillmap.server.input.Source;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a server until it is told to end. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a feature server until it is told to end.",
            "Without --config and --input it keeps features of card payments, which it makes up."
        })
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private static final long REDRAW_MILLIS = 250;

    private static final double NANOS_PER_SECOND = 1e9;

    @Option(names = "--config", paramLabel = "FILE", description = "What to keep, in YAML.")
    private @Nullable Path config;

    @Option(
            names = "--input",
            paramLabel = "PLACE",
            description =
                    "A file, a folder, or - for standard input; CSV or JSON Lines, plain or gzip. May be repeated.")
    private List<String> inputs = List.of();

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "The address to listen on; ${DEFAULT-VALUE} if left out.")
    private String host = "";

    @Option(
            names = "--port",
            defaultValue = "7070",
            description = "The port to listen on, 0 for any; ${DEFAULT-VALUE} if left out.")
    private int port;

    @Option(
            names = "--token",
            defaultValue = "${env:STILLMAP_TOKEN}",
            description = "What clients have to know; the variable STILLMAP_TOKEN if left out.")
    private @Nullable String token;

    @Option(
            names = "--tls",
            paramLabel = "FILE",
            description =
                    "A PKCS #12 file with certificate and key: HTTPS instead of HTTP. Its password is in the variable"
                            + " STILLMAP_TLS_PASSWORD.")
    private @Nullable Path tls;

    @Option(
            names = "--max-snapshots",
            paramLabel = "N",
            defaultValue = "100",
            description = "Snapshots that clients may hold at a time; ${DEFAULT-VALUE} if left out.")
    private int maxSnapshots;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "stillmap-data",
            description =
                    "Where entities are kept, so that a restart goes on from there, and rejected lines are written;"
                            + " ${DEFAULT-VALUE} if left out.")
    private Path data = Path.of("");

    @Option(
            names = "--checkpoint",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How often all entities are written there: 500ms, 10s, 5m; ${DEFAULT-VALUE} if left out.")
    private String checkpoint = "";

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description = "Made-up payments a second; ${DEFAULT-VALUE} if left out.")
    private double rate;

    @Option(
            names = "--log",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "How it is written on standard error: text, or json, one object in each line; ${DEFAULT-VALUE} if"
                            + " left out.")
    private LogFormat log = LogFormat.TEXT;

    @Option(names = "--seed", defaultValue = "1", description = "The same seed makes up the same payments.")
    private long seed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration every = check();
        if (log == LogFormat.TEXT) {
            return serve(every);
        }
        JsonLog.start();
        try {
            return serve(every);
        } catch (IOException | RuntimeException e) {
            LOG.error("{}", e.getMessage(), Main.isExpected(e) ? null : e);
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int serve(Duration every) throws IOException, InterruptedException {
        Definition definition = config == null ? CardPayments.definition() : CheckConfigCommand.read(config);
        List<List<Source>> sources = Inputs.find(inputs);
        PrintWriter err = spec.commandLine().getErr();
        Path rejectFile = data.resolve(definition.name()).resolve("rejects.ndjson");
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ended.countDown();
            awaitQuietly(closed);
        }));
        try (RejectFile rejects = new RejectFile(rejectFile, this::complain);
                DataFolder folder = DataFolder.open(data.resolve(definition.name()), definition)) {
            Engine engine = folder.load();
            try (Ingest ingest = folder.ingest(rejects, Clock.systemUTC());
                    FeatureServer server = start(new Served(engine, ingest, folder.taker(), folder::status))) {
                greet(err, definition, server.port());
                for (List<Source> sequence : sources) {
                    ingest.start(plan(definition, sequence, folder));
                }
                if (config == null) {
                    PaymentInput payments = new PaymentInput(new CardPayments(seed, Instant.now(), rate), rate);
                    ingest.start(List.of(new Ingest.Planned(
                            "generator", -1, (sink, progress) -> payments.run(definition.input(), sink, progress))));
                }
                folder.startCheckpoints(every);
                watch(ingest, err, ended, rejectFile);
            }
        } finally {
            closed.countDown();
        }
        return 0;
    }

    private static List<Ingest.Planned> plan(Definition definition, List<Source> sources, DataFolder folder) {
        return sources.stream().map(source -> plan(definition, source, folder)).toList();
    }

    /** One that cannot be read from where it was is an input that fails. */
    private static Ingest.Planned plan(Definition definition, Source source, DataFolder folder) {
        SourcePosition from = SourcePosition.START;
        try {
            if (source.isReplayable()) {
                from = folder.position(source);
            }
        } catch (IOException e) {
            return new Ingest.Planned(source.name(), source.size(), (sink, progress) -> {
                throw InputException.unreadable(source.name(), 0, e);
            });
        }
        return new Ingest.Planned(
                source.name(),
                source.size(),
                from,
                (sink, progress) -> Inputs.read(definition.input(), source, sink, progress));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How often to take checkpoints. */
    private Duration check() {
        if (config == null && !inputs.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--input needs --config, which says what its events look like; examples/retail.yaml shows how");
        }
        if (!(rate > 0)) {
            throw new ParameterException(spec.commandLine(), "--rate has to be more than 0");
        }
        if (maxSnapshots < 1) {
            throw new ParameterException(spec.commandLine(), "--max-snapshots is a number from 1 on");
        }
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port is a number from 0 to 65535");
        }
        try {
            if ((token == null || token.isBlank())
                    && !InetAddress.getByName(host).isLoopbackAddress()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "who listens on " + host + " can be reached by others: give a --token that they have to know");
            }
        } catch (UnknownHostException e) {
            throw new ParameterException(spec.commandLine(), "--host " + host + " is no address of this machine", e);
        }
        try {
            Duration every = Durations.parse(checkpoint);
            if (!every.isZero()) {
                return every;
            }
        } catch (IllegalArgumentException e) {
            // The message below says it.
        }
        throw new ParameterException(spec.commandLine(), "--checkpoint is a time such as 500ms, 10s or 5m, and not 0");
    }

    private FeatureServer start(Served served) throws IOException {
        SnapshotLimits usual = SnapshotLimits.DEFAULT;
        SnapshotLimits limits = new SnapshotLimits(maxSnapshots, usual.usual(), usual.longest());
        KeyStoreFile keys = tls == null
                ? null
                : new KeyStoreFile(tls, Objects.requireNonNullElse(System.getenv("STILLMAP_TLS_PASSWORD"), ""));
        try {
            return FeatureServer.start(served, new ServerOptions(host, port, token, limits, keys));
        } catch (JavalinException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new Failure("port " + port + " of " + host + " cannot be had (" + cause.getMessage()
                            + "): is another server running? Choose another one by --port");
                }
            }
            throw e;
        }
    }

    private void complain(String complaint) {
        if (log == LogFormat.JSON) {
            LOG.warn("{}", complaint);
        } else {
            spec.commandLine().getErr().println("stillmap: " + complaint);
        }
    }

    private void greet(PrintWriter err, Definition definition, int port) {
        String url =
                (tls == null ? "http://" : "https://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        if (log == LogFormat.JSON) {
            LOG.info("keeps features of {}; how it is: {}/health", definition.name(), url);
            return;
        }
        String other = port == 7070 && tls == null ? "" : " --url " + url;
        String type = definition.entities().get(0).name();
        String feature = definition.features().get(0).name();
        err.println("stillmap: keeps " + definition.features().size() + " features of "
                + String.join(
                        ", ",
                        definition.entities().stream()
                                .map(entity -> entity.name())
                                .toList()));
        err.println("  " + url + "/health");
        err.println("  " + url + "/openapi.json");
        err.println("  " + url + "/inspector/   the maps at work, in a browser");
        err.println("In another terminal:");
        err.println("  ./stillmap query" + other + " --totals");
        err.println("  ./stillmap query" + other + " " + type + " --order -" + feature + " --top 5");
        err.println("Ctrl-C ends it.");
        err.flush();
    }

    /** Draws how far it is for a person, or says it once at the end of all files; until it is told to end. */
    private void watch(Ingest ingest, PrintWriter err, CountDownLatch ended, Path rejectFile)
            throws InterruptedException {
        int width = log == LogFormat.JSON ? 0 : Terminal.width();
        long start = System.nanoTime();
        boolean wasReading = true;
        while (!ended.await(REDRAW_MILLIS, TimeUnit.MILLISECONDS)) {
            List<InputStatus> inputs = ingest.inputs();
            boolean isReading = inputs.stream().anyMatch(input -> input.state() == InputStatus.State.READING);
            double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
            if (width > 1 && isReading) {
                Terminal.redraw(err, width, line(inputs, seconds, width - 1));
            }
            if (wasReading && !isReading) {
                if (log == LogFormat.JSON) {
                    LOG.info(
                            "all inputs are at their ends: {} events, {} lines rejected",
                            inputs.stream().mapToLong(InputStatus::accepted).sum(),
                            inputs.stream().mapToLong(InputStatus::rejected).sum());
                } else {
                    err.println((width > 1 ? "\r" : "")
                            + line(inputs, seconds, Integer.MAX_VALUE)
                            + (ingest.rejected() == 0 ? "" : "; the rejected lines are in " + rejectFile));
                }
                wasReading = false;
            }
            err.flush();
        }
        if (log == LogFormat.TEXT) {
            err.println();
        }
    }

    private static String line(List<InputStatus> inputs, double seconds, int width) {
        long bytes = 0;
        long size = 0;
        long events = 0;
        long rejected = 0;
        for (InputStatus input : inputs) {
            bytes += input.bytes();
            size = size < 0 || input.size() < 0 ? -1 : size + input.size();
            events += input.accepted();
            rejected += input.rejected();
        }
        return ProgressLine.draw(bytes, size, events, rejected, seconds, width);
    }
}
