package dev.stillmap.server.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/**
 * Kills a server again and again, under load, and looks at the end whether anything is lost or there twice: a file whose lines are
 * added up here, and requests each of which has a customer of its own.
 */
public final class Torture {

    static final String DEFINITION = """
            name: torture
            input:
              format: csv
              time: at
              fields:
                at: {type: timestamp, format: seconds}
                from: {type: string}
                who: {type: string}
                amount: {type: decimal, scale: 2}
            entities:
              origin: {key: from}
              customer: {key: who}
            features:
              events: {kind: count}
              total: {kind: sum, field: amount}
              largest: {kind: max, field: amount}
              recent: {kind: count, window: {size: 1h, slide: 1m}}
              customers: {kind: distinct, field: who, entities: origin}
            """;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final int SENDERS = 3;

    /** A life ends so many answers after its begin, and some time: in the middle of whatever is under way. */
    private static final int MOST_ANSWERS = 100;

    private static final int LONGEST_PAUSE_MILLIS = 100;

    private final Path folder;

    private final Random random;

    private final PrintStream out;

    private final HttpClient client = HttpClient.newHttpClient();

    /** By number: how many events a request had, and whether it was answered. */
    private final Map<Integer, Sent> requests = new ConcurrentHashMap<>();

    private final AtomicInteger next = new AtomicInteger();

    private record Sent(int events, boolean answered) {}

    /** What is in the file. */
    private record Expected(long events, long rejected, long hundredths) {}

    public Torture(Path folder, long seed, PrintStream out) {
        this.folder = folder;
        this.random = new Random(seed);
        this.out = out;
    }

    /** Kills so many times, and says what it found wrong; nothing if all is well. */
    public List<String> run(int kills, int lines) throws Exception {
        Path definition = Files.writeString(folder.resolve("torture.yaml"), DEFINITION);
        Path file = folder.resolve("file.csv.gz");
        Expected expected = write(file, lines);
        String[] arguments = {
            "--config=" + definition, "--input=" + file, "--data=" + folder.resolve("data"), "--checkpoint=200ms"
        };
        ExecutorService senders = Executors.newCachedThreadPool();
        try {
            for (int kill = 1; kill <= kills; kill++) {
                Path log = folder.resolve("server-" + kill + ".log");
                try (Server server = Server.start("", log, List.of("-Xmx384m"), arguments)) {
                    Semaphore answers = new Semaphore(0);
                    List<Future<?>> sending = new ArrayList<>();
                    for (int i = 0; i < SENDERS; i++) {
                        long seed = random.nextLong();
                        sending.add(senders.submit(() -> send(server, new Random(seed), answers)));
                    }
                    answers.acquire(random.nextInt(MOST_ANSWERS));
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
                    server.kill();
                    for (Future<?> each : sending) {
                        each.get();
                    }
                }
                out.println("kill " + kill + ": "
                        + requests.values().stream().filter(Sent::answered).count() + " of " + requests.size()
                        + " requests answered");
            }
            try (Server server = Server.start("", folder.resolve("server-last.log"), List.of("-Xmx384m"), arguments)) {
                return check(server, expected);
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private Expected write(Path file, int lines) throws IOException {
        long events = 0;
        long rejected = 0;
        long hundredths = 0;
        StringBuilder text = new StringBuilder("at,from,who,amount\n");
        for (int i = 0; i < lines; i++) {
            if (random.nextInt(200) == 0) {
                text.append("1,file,broken\n");
                rejected++;
            }
            int amount = random.nextInt(100_000) - 20_000;
            text.append(1_000_000 + i / 10)
                    .append(",file,f")
                    .append(random.nextInt(5_000))
                    .append(',');
            text.append(java.math.BigDecimal.valueOf(amount, 2).toPlainString()).append('\n');
            events++;
            hundredths += amount;
        }
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return new Expected(events, rejected, hundredths);
    }

    /** Until it is killed. */
    private void send(Server server, Random own, Semaphore answers) {
        try {
            while (true) {
                int number = next.incrementAndGet();
                int events = 1 + own.nextInt(20);
                requests.put(number, new Sent(events, false));
                if (post(server, number, events) == 202) {
                    requests.put(number, new Sent(events, true));
                    answers.release();
                }
            }
        } catch (IOException e) {
            // It was killed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int post(Server server, int number, int events) throws IOException, InterruptedException {
        String body = "at,from,who,amount\n" + ("2000000,http,r" + number + ",1.25\n").repeat(events);
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/v1/events"))
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", "request " + number)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() == 202
                && MAPPER.readTree(answer.body()).path("accepted").asInt() != events) {
            throw new IllegalStateException("request " + number + " was answered with " + answer.body());
        }
        return answer.statusCode();
    }

    private JsonNode get(Server server, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + path)).build();
        return MAPPER.readTree(client.send(request, BodyHandlers.ofString()).body());
    }

    private List<String> check(Server server, Expected expected) throws IOException, InterruptedException {
        List<String> wrong = new ArrayList<>();
        // Those that were not answered are there as a whole or not at all; each second one is sent again, and is there
        // once then.
        boolean again = false;
        for (Map.Entry<Integer, Sent> each : requests.entrySet()) {
            Sent sent = each.getValue();
            long there = events(server, "customer/r" + each.getKey());
            if (there != sent.events && (sent.answered || there != 0)) {
                wrong.add("request " + each.getKey() + " has " + there + " events of " + sent.events
                        + (sent.answered ? ", and was answered" : ""));
            }
            if (!sent.answered) {
                again = !again;
                if (again) {
                    int status = post(server, each.getKey(), sent.events);
                    long afterwards = events(server, "customer/r" + each.getKey());
                    if (status != 202 || afterwards != sent.events) {
                        wrong.add("request " + each.getKey() + ", sent again, was answered with " + status + " and has "
                                + afterwards + " events of " + sent.events);
                    }
                }
            }
        }
        JsonNode health = get(server, "/health");
        while (health.path("inputs").path(0).path("state").asText().equals("reading")) {
            health = get(server, "/health");
        }
        JsonNode input = health.path("inputs").path(0);
        JsonNode file = get(server, "/v1/entities/origin/file").path("features");
        compare(
                wrong,
                "events of the file",
                expected.events,
                file.path("events").asLong());
        compare(
                wrong,
                "hundredths of the file",
                expected.hundredths,
                file.path("total").decimalValue().movePointRight(2).longValueExact());
        compare(
                wrong,
                "accepted lines of the file",
                expected.events,
                input.path("accepted").asLong());
        compare(
                wrong,
                "rejected lines of the file",
                expected.rejected,
                input.path("rejected").asLong());
        if (!get(server, "/v1/consistency").path("consistent").asBoolean()) {
            wrong.add("origins and customers do not agree");
        }
        out.println(requests.size() + " requests, " + expected.events + " lines: "
                + (wrong.isEmpty() ? "nothing is lost, nothing is there twice" : wrong));
        return wrong;
    }

    private long events(Server server, String entity) throws IOException, InterruptedException {
        return get(server, "/v1/entities/" + entity)
                .path("features")
                .path("events")
                .asLong(0);
    }

    private static void compare(List<String> wrong, String what, long expected, long found) {
        if (expected != found) {
            wrong.add(what + ": " + found + " instead of " + expected);
        }
    }
}
