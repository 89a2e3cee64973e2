package dev.stillmap.tools.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.HistogramIterationValue;

/** One ledger and what was seen of it so far. Runs in turns, so that no ledger takes the processors from another. */
final class Contender {

    /** Latencies are recorded in nanoseconds, to two digits, up to a minute. */
    private static final long LONGEST = 60_000_000_000L;

    private static final long LONG_WAIT = 100_000;

    final String name;

    private final Ledger ledger;

    private final int accounts;

    private final long expected;

    final ConcurrentHistogram moves = new ConcurrentHistogram(LONGEST, 2);

    /** Nanoseconds in which it ran. */
    long ran;

    long totals;

    long wrong;

    long largestError;

    Contender(String name, Ledger ledger, int accounts, long expected) {
        this.name = name;
        this.ledger = ledger;
        this.accounts = accounts;
        this.expected = expected;
    }

    /** Some writers move money, and this thread sums up, for so many nanoseconds. */
    void run(int writers, long nanos, long seed) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(writers);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        long[] end = new long[1];
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            Thread thread = new Thread(
                    () -> {
                        try {
                            ready.countDown();
                            start.await();
                            move(random, end[0]);
                        } catch (Throwable e) {
                            failed.set(e);
                        }
                    },
                    "writer " + i);
            thread.start();
            threads.add(thread);
        }
        ready.await();
        long begin = System.nanoTime();
        end[0] = begin + nanos;
        start.countDown();
        do {
            count(ledger.total());
        } while (System.nanoTime() - end[0] < 0);
        for (Thread thread : threads) {
            thread.join();
        }
        ran += System.nanoTime() - begin;
        if (failed.get() != null) {
            throw new IllegalStateException("a writer of " + name + " failed", failed.get());
        }
    }

    private void move(SplittableRandom random, long end) {
        long now = System.nanoTime();
        while (now - end < 0) {
            ledger.move(random.nextInt(accounts), random.nextInt(accounts), 1 + random.nextInt(100));
            long after = System.nanoTime();
            moves.recordValue(Math.min(after - now, LONGEST));
            now = after;
        }
    }

    private void count(long total) {
        totals++;
        if (total != expected) {
            wrong++;
            largestError = Math.max(largestError, Math.abs(total - expected));
        }
    }

    double perSecond(long count) {
        return ran == 0 ? 0 : count * 1e9 / ran;
    }

    /** The part of the writers' time that went into moves of more than a tenth of a millisecond. */
    double waited(int writers) {
        double nanos = 0;
        for (HistogramIterationValue value : moves.recordedValues()) {
            if (value.getValueIteratedTo() >= LONG_WAIT) {
                nanos += (double) value.getValueIteratedTo() * value.getCountAtValueIteratedTo();
            }
        }
        return ran == 0 ? 0 : nanos / ran / writers;
    }

    /** At rest nothing is on its way, so every ledger has to be right. */
    boolean isRightAtRest() {
        return ledger.total() == expected;
    }
}
