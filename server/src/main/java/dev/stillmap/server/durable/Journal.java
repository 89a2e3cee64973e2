package dev.stillmap.server.durable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stillmap.server.ingest.EventTaker;
import dev.stillmap.server.ingest.Ingest;
import dev.stillmap.server.ingest.KeyReusedException;
import dev.stillmap.server.ingest.Submission;
import dev.stillmap.server.ingest.Taken;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts requests into the log, then applies their events, in the order of the log. One thread writes: what came while it was at work is
 * written together, and the disk is waited for once. Whoever is answered is in the log. Thread-safe.
 */
final class Journal implements EventTaker {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Duration KEYS_KEPT = Duration.ofHours(24);

    private static final long MOST_KEYS = 1_000_000;

    /** Requests, and bytes, that are written together. */
    private static final int LARGEST_GROUP = 256;

    private static final long LARGEST_GROUP_BYTES = 16 << 20;

    private static final long IDLE_MILLIS = 100;

    private final Database database;

    private final Ingest ingest;

    /** How far in the future events may be. */
    private final Duration future;

    private final Clock clock;

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

    private final Thread writer = new Thread(this::write, "journal");

    /** Of the writer: answers that are not in the log yet, by key. */
    private final Map<String, String> unsavedAnswers = new LinkedHashMap<>();

    /** Guarded by the queue's monitor, so that none comes behind the last. */
    private boolean closed;

    /** Somebody who waits to be answered. */
    private record Waiting(Submission submission, CompletableFuture<Taken> answer) {}

    Journal(Database database, Ingest ingest, Duration future, Clock clock) {
        this.database = database;
        this.ingest = ingest;
        this.future = future;
        this.clock = clock;
    }

    /** Applies what is in the log and not in the checkpoint, and takes requests from then on. */
    void start() throws DurableException {
        database.replay(request -> {
            try {
                Taken taken = apply(request);
                String key = request.submission().key();
                Idempotency known = key == null ? null : database.find(key);
                if (known != null && known.answer() == null) {
                    unsavedAnswers.put(Objects.requireNonNull(key), MAPPER.writeValueAsString(taken));
                }
            } catch (IOException e) {
                throw new DurableException(
                        "request " + request.number() + " of the log cannot be applied again (" + e.getMessage()
                                + "): has the definition changed?",
                        e);
            }
        });
        writer.start();
    }

    /** With the bound of the time it came, so that it is applied again as it was the first time. */
    private Taken apply(LoggedRequest request) throws IOException {
        return ingest.take(request.number(), request.source(), request.submission(), request.latest());
    }

    @Override
    public Taken take(Submission submission) throws KeyReusedException, IOException, InterruptedException {
        Waiting waiting = new Waiting(submission, new CompletableFuture<>());
        synchronized (queue) {
            if (closed) {
                throw new DurableException("the server is being stopped: try again when it is there");
            }
            queue.add(waiting);
        }
        try {
            return waiting.answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeyReusedException reused) {
                throw reused;
            }
            if (e.getCause() instanceof IOException known) {
                throw known;
            }
            throw new IllegalStateException("the events could not be applied", e.getCause());
        }
    }

    @Override
    public int waiting() {
        return queue.size();
    }

    private void write() {
        try {
            while (true) {
                List<Waiting> group = group();
                boolean last = group.isEmpty() && isClosed();
                write(group);
                if (last) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("the journal's thread was interrupted");
        }
    }

    private boolean isClosed() {
        synchronized (queue) {
            return closed && queue.isEmpty();
        }
    }

    /** What waits, or nothing for a while. */
    private List<Waiting> group() throws InterruptedException {
        List<Waiting> group = new ArrayList<>();
        Waiting next = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        long bytes = 0;
        while (next != null) {
            group.add(next);
            bytes += next.submission.body().length;
            next = group.size() < LARGEST_GROUP && bytes < LARGEST_GROUP_BYTES ? queue.poll() : null;
        }
        return group;
    }

    private void write(List<Waiting> group) {
        Map<LoggedRequest, List<Waiting>> requests = new LinkedHashMap<>();
        try {
            Map<String, LoggedRequest> keys = new HashMap<>();
            long now = clock.millis();
            long number = database.lastRequest();
            for (Waiting waiting : group) {
                String key = waiting.submission.key();
                LoggedRequest same = key == null ? null : keys.get(key);
                if (key != null && (same == null ? isAnswered(waiting, key) : isReused(waiting, key, same))) {
                    continue;
                }
                if (same == null) {
                    same = new LoggedRequest(
                            ++number, now, now + future.toMillis(), Ingest.sourceOfRequest(), waiting.submission);
                    if (key != null) {
                        keys.put(key, same);
                    }
                }
                requests.computeIfAbsent(same, each -> new ArrayList<>()).add(waiting);
            }
            if (!requests.isEmpty() || !unsavedAnswers.isEmpty()) {
                database.append(List.copyOf(requests.keySet()), unsavedAnswers, now - KEYS_KEPT.toMillis(), MOST_KEYS);
                unsavedAnswers.clear();
            }
        } catch (DurableException | RuntimeException | Error e) {
            // The next may succeed, and nobody is to wait for ever.
            LOG.error("{}", e.getMessage(), e instanceof DurableException ? null : e);
            group.forEach(waiting -> waiting.answer.completeExceptionally(e));
            return;
        }
        requests.forEach(this::answer);
    }

    /** Whether there is an answer to a request of that key, or none may be given. */
    private boolean isAnswered(Waiting waiting, String key) throws DurableException {
        Idempotency known = database.find(key);
        if (known == null) {
            return false;
        }
        String answer = unsavedAnswers.getOrDefault(key, known.answer());
        if (!known.digest().equals(Database.digest(waiting.submission))) {
            waiting.answer.completeExceptionally(new KeyReusedException(key));
        } else if (answer == null) {
            waiting.answer.completeExceptionally(new DurableException(
                    "a request with the Idempotency-Key '" + key + "' is in the log, and failed when it was applied"));
        } else {
            try {
                waiting.answer.complete(MAPPER.readValue(answer, Taken.class));
            } catch (JsonProcessingException e) {
                waiting.answer.completeExceptionally(e);
            }
        }
        return true;
    }

    private static boolean isReused(Waiting waiting, String key, LoggedRequest same) {
        if (Database.digest(same.submission()).equals(Database.digest(waiting.submission))) {
            return false;
        }
        waiting.answer.completeExceptionally(new KeyReusedException(key));
        return true;
    }

    private void answer(LoggedRequest request, List<Waiting> all) {
        try {
            Taken taken = apply(request);
            String key = request.submission().key();
            if (key != null) {
                unsavedAnswers.put(key, MAPPER.writeValueAsString(taken));
            }
            all.forEach(waiting -> waiting.answer.complete(taken));
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("request {} of the log could not be applied", request.number(), e);
            all.forEach(waiting -> waiting.answer.completeExceptionally(e));
        }
    }

    /** Takes no more, and waits until all that wait are answered. */
    void stop() throws InterruptedException {
        synchronized (queue) {
            closed = true;
        }
        if (writer.isAlive()) {
            writer.join();
        }
    }
}
