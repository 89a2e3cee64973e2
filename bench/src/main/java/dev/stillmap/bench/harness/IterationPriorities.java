package dev.stillmap.bench.harness;

import dev.stillmap.IterationLock;
import dev.stillmap.IterationPriority;
import dev.stillmap.IterationScope;
import dev.stillmap.StillMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sixteen consumers write a hundred keys of their own, by a batch, and read them back in a hold of these keys; four
 * aggregators hold the whole map without pause and hand it on in four parts, for each of which they wait a millisecond,
 * as for a network, so that the processors are not what all wait for. With priorities the consumers are {@code
 * REALTIME} and the aggregators {@code BEST_EFFORT}; without, all are equal. Each consumer begins a pass twenty times a
 * second, and its time counts from the moment at which it was due. Reported: the 99th percentile of the consumers'
 * passes in each window, over all windows.
 *
 * <p>Command: {@code ./stillmap bench locks}.
 */
public final class IterationPriorities implements Harness {
    private static final int ENTRIES = 10_000;

    private static final int CONSUMERS = 16;

    private static final int OWN_KEYS = 100;

    private static final int AGGREGATORS = 4;

    private static final int WARM_UP = 4;

    private static final int WINDOWS = 20;

    private static final long PASS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int PART = ENTRIES / 4;

    private static final long PART_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** How many of a full run's iterations of 400 ms make a second. */
    private static final double ITERATIONS_PER_WINDOW = 2.5;

    private final StillMap<Integer, Long> map = new StillMap<>();

    private final IterationPriority consuming;

    private final IterationPriority aggregating;

    private volatile boolean stopped;

    /** With or without priorities. */
    public enum Subject {
        /** Consumers before aggregators. */
        PRIORITIES("consumers REALTIME, aggregators BEST_EFFORT"),
        /** All equal. */
        EQUAL("all NORMAL");

        private final String label;

        Subject(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    private IterationPriorities(boolean priorities) {
        consuming = priorities ? IterationPriority.REALTIME : IterationPriority.NORMAL;
        aggregating = priorities ? IterationPriority.BEST_EFFORT : IterationPriority.NORMAL;
    }

    /** For {@link HarnessMain}. */
    public IterationPriorities() {
        this(false);
    }

    @Override
    public void run(Params params, Metrics metrics) throws Exception {
        var subject = Subject.valueOf(params.text("subject"));
        long window = TimeUnit.MILLISECONDS.toNanos((long) (ITERATIONS_PER_WINDOW * params.number("millis")));
        new IterationPriorities(subject == Subject.PRIORITIES).measure(window, metrics);
    }

    private void measure(long window, Metrics metrics) throws Exception {
        for (int key = 0; key < ENTRIES; key++) {
            map.put(key, 0L);
        }
        var pool = Executors.newCachedThreadPool();
        try {
            long start = System.nanoTime();
            List<Future<List<Windows.Span>>> consumers = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                int own = i * OWN_KEYS;
                long first = start + i * PASS_NANOS / CONSUMERS;
                Callable<List<Windows.Span>> task = () -> consuming.supply(() -> consume(own, first));
                consumers.add(pool.submit(task));
            }
            List<Future<Long>> aggregators = new ArrayList<>();
            for (int i = 0; i < AGGREGATORS; i++) {
                Callable<Long> task = () -> aggregating.supply(this::aggregate);
                aggregators.add(pool.submit(task));
            }
            LockSupport.parkNanos(this, (WARM_UP + WINDOWS) * window);
            while (System.nanoTime() - start < (WARM_UP + WINDOWS) * window) {
                Thread.onSpinWait();
            }
            stopped = true;
            List<Windows.Span> passes = new ArrayList<>();
            for (var consumer : consumers) {
                passes.addAll(consumer.get());
            }
            long reports = 0;
            for (var aggregator : aggregators) {
                reports += aggregator.get();
            }
            var p99 = new Windows(start + WARM_UP * window, window, WINDOWS).percentiles(passes, 99);
            metrics.less("p99 per window, mean", p99.mean(), "ms");
            metrics.less("p99 per window, standard deviation", p99.standardDeviation(), "ms");
            metrics.context("passes", passes.size(), "");
            metrics.context("reports of aggregators", (double) reports, "");
            metrics.context("holds degraded", (double) map.stats().holds().degraded(), "");
        } finally {
            stopped = true;
            pool.shutdown();
        }
    }

    private List<Windows.Span> consume(int own, long first) {
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < OWN_KEYS; i++) {
            keys.add(own + i);
        }
        IterationLock settings = IterationLock.defaults().scope(IterationScope.keys(keys));
        List<Windows.Span> passes = new ArrayList<>();
        for (long due = first; !stopped; due += PASS_NANOS) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            long value = passes.size();
            var batch = map.batch();
            for (Integer key : keys) {
                batch.put(key, value);
            }
            batch.commit();
            long sum = 0;
            try (var hold = map.lockForIteration(settings)) {
                for (Integer key : keys) {
                    sum += hold.get(key);
                }
            }
            if (sum != value * OWN_KEYS) {
                throw new IllegalStateException("the consumer of key " + own + " has not read what it has written");
            }
            long end = System.nanoTime();
            passes.add(new Windows.Span(end, end - due));
        }
        return passes;
    }

    private long aggregate() {
        long reports = 0;
        while (!stopped) {
            long[] sum = new long[1];
            int[] entries = new int[1];
            try (var hold = map.lockForIteration()) {
                hold.forEach((key, value) -> {
                    sum[0] += value;
                    if (++entries[0] % PART == 0) {
                        LockSupport.parkNanos(PART_NANOS);
                    }
                });
            }
            if (entries[0] != ENTRIES || sum[0] % OWN_KEYS != 0) {
                throw new IllegalStateException(
                        "a report holds half a pass: " + entries[0] + " entries, sum " + sum[0]);
            }
            reports++;
        }
        return reports;
    }
}
