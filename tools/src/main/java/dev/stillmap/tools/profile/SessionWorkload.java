package dev.stillmap.tools.profile;

import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.StillMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Sessions that come, change and go, while a report is made of all of them, under one contract after the other. */
final class SessionWorkload {

    /** What a service keeps of a visitor. */
    private record Session(String user, int pages, long lastSeen) {

        Session visited(long now) {
            return new Session(user, pages + 1, now);
        }
    }

    private static final int WRITERS = 2;

    private static final int PERCENT = 100;

    private static final int LEAVES_BELOW = 2;

    private static final List<IterationContract> CONTRACTS =
            List.of(IterationContract.LIVE, IterationContract.SNAPSHOT, IterationContract.EXCLUSIVE);

    private final StillMap<String, Session> sessions =
            StillMap.<String, Session>builder().name("sessions").build();

    private final String[] users;

    private final AtomicLong writes = new AtomicLong();

    private final AtomicLong reports = new AtomicLong();

    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private volatile boolean over;

    SessionWorkload(int size) {
        users = new String[size];
        for (int i = 0; i < size; i++) {
            users[i] = "user-" + i;
            sessions.put(users[i], new Session(users[i], 1, 0));
        }
    }

    /** Runs for that long. */
    void run(long millis) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            threads.add(started("writer-" + i, () -> write(random)));
        }
        threads.add(started("reporter", this::report));
        Thread.sleep(millis);
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a thread of the workload failed", thrown);
        }
    }

    private Thread started(String name, Runnable step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!over) {
                            step.run();
                        }
                    } catch (RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private void write(SplittableRandom random) {
        String user = users[random.nextInt(users.length)];
        if (random.nextInt(PERCENT) < LEAVES_BELOW) {
            sessions.remove(user);
        } else {
            Session first = new Session(user, 1, writes.get());
            sessions.merge(user, first, (old, fresh) -> old.visited(fresh.lastSeen));
        }
        writes.incrementAndGet();
    }

    private void report() {
        IterationContract contract = CONTRACTS.get((int) (reports.getAndIncrement() % CONTRACTS.size()));
        long pages = 0;
        try (Iteration<String, Session> each = sessions.iterate(contract)) {
            while (each.hasNext()) {
                Map.Entry<String, Session> session = each.next();
                pages += session.getValue().pages();
            }
        }
        if (pages < 0) {
            throw new IllegalStateException("the sessions have " + pages + " pages");
        }
    }

    long writes() {
        return writes.get();
    }

    long reports() {
        return reports.get();
    }
}
