package dev.stillmap.bench.harness;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a server for single entities at a fixed rate, each connection at times of its own, and writes the latencies, counted
 * from when a request was due. It speaks so little HTTP that its own work hardly counts.
 */
public final class PointReadClient {
    private static final int CONNECTIONS = 8;
    private static final double READS_PER_SECOND = 5_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int WARM_UP_READS = 150_000;

    /** The measured time is so many times the length of an iteration of the other benchmarks. */
    private static final int ITERATIONS = 50;

    private static final int OK = 200;
    private static final String LENGTH = "content-length: ";

    private PointReadClient() {}

    /**
     * Runs it.
     *
     * @param arguments port, file of keys, milliseconds of an iteration, file for the numbers
     * @throws Exception if the server answers with anything but 200
     */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        List<String> keys = Files.readAllLines(Path.of(arguments[1]));
        double seconds = Integer.parseInt(arguments[2]) * ITERATIONS / 1e3;
        long warmUp = arguments[2].length() > 2 ? WARM_UP_READS : CONNECTIONS;
        measure(port, keys, warmUp);
        long start = System.nanoTime();
        long reads = (long) (seconds * READS_PER_SECOND);
        var hiccups = new Hiccups();
        Latencies latencies = measure(port, keys, reads);
        Latencies lateness = hiccups.lateness();
        double rate = reads / ((System.nanoTime() - start) / NANOS_PER_SECOND);
        Files.write(
                Path.of(arguments[3]),
                List.of(
                        "p50=" + latencies.micros(50),
                        "p99=" + latencies.micros(99),
                        "p99.9=" + latencies.micros(99.9),
                        "max=" + latencies.maxMicros(),
                        "idle thread p99=" + lateness.micros(99),
                        "idle thread p99.9=" + lateness.micros(99.9),
                        "reads=" + rate));
    }

    private static Latencies measure(int port, List<String> keys, long reads) throws Exception {
        var pool = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<Latencies>> running = new ArrayList<>();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                int own = connection;
                Callable<Latencies> reading = () -> read(port, keys, own, reads / CONNECTIONS);
                running.add(pool.submit(reading));
            }
            Latencies all = new Latencies();
            for (Future<Latencies> each : running) {
                all.add(each.get());
            }
            return all;
        } finally {
            pool.shutdown();
        }
    }

    private static Latencies read(int port, List<String> keys, int connection, long reads) throws IOException {
        var latencies = new Latencies();
        var random = new SplittableRandom(connection);
        double interval = NANOS_PER_SECOND * CONNECTIONS / READS_PER_SECOND;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            long start = System.nanoTime() + (long) (interval * connection / CONNECTIONS);
            for (long i = 0; i < reads; i++) {
                long due = start + (long) (i * interval);
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                String key = keys.get(random.nextInt(keys.size()));
                socket.getOutputStream()
                        .write(("GET /v1/entities/customer/" + key + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                answer(in);
                latencies.record(System.nanoTime() - due);
            }
        }
        return latencies;
    }

    private static void answer(InputStream in) throws IOException {
        String status = line(in);
        if (!status.contains(" " + OK + " ")) {
            throw new IOException(status);
        }
        int length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(LENGTH)) {
                length = Integer.parseInt(lower.substring(LENGTH.length()).strip());
            }
        }
        if (length < 0 || in.readNBytes(length).length < length) {
            throw new EOFException("the answer is cut short, or has no length");
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
