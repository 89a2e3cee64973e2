package dev.stillmap.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The threads of one round: leaders do a fixed amount of work, followers repeat theirs until the last leader is done.
 */
public final class Crew {
    private static final long WATCHDOG_NANOS = TimeUnit.SECONDS.toNanos(120);

    private final List<Thread> leaders = new ArrayList<>();
    private final List<Thread> followers = new ArrayList<>();
    private final CountDownLatch start = new CountDownLatch(1);
    private final AtomicReference<String> violation = new AtomicReference<>();
    private volatile boolean stopped;

    /** What a thread does. */
    @FunctionalInterface
    public interface Task {
        void run() throws Exception;
    }

    /** Adds a thread that runs {@code task} once. */
    public void lead(String name, Task task) {
        leaders.add(thread(name, task));
    }

    /** Adds a thread that runs {@code step} again and again until the leaders are done. */
    public void follow(String name, Task step) {
        followers.add(thread(name, () -> {
            while (!stopped) {
                step.run();
            }
        }));
    }

    /** Ends the round: the rule was broken. */
    public void violated(String what) {
        violation.compareAndSet(null, Thread.currentThread().getName() + ": " + what);
        stopped = true;
    }

    /** Whether the round is over, or was broken. */
    public boolean stopped() {
        return stopped;
    }

    /** What was broken first, or null. */
    public String violation() {
        return violation.get();
    }

    /**
     * Runs all threads to their end and returns what was broken first, or null. A thread that never ends counts as
     * broken.
     */
    public String run() throws InterruptedException {
        leaders.forEach(Thread::start);
        followers.forEach(Thread::start);
        start.countDown();
        long deadline = System.nanoTime() + WATCHDOG_NANOS;
        join(leaders, deadline);
        stopped = true;
        join(followers, deadline);
        return violation.get();
    }

    private void join(List<Thread> threads, long deadline) throws InterruptedException {
        for (Thread thread : threads) {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            if (thread.isAlive()) {
                violation.compareAndSet(null, "stuck: " + stacks());
            }
        }
    }

    private String stacks() {
        StringBuilder text = new StringBuilder();
        for (List<Thread> threads : List.of(leaders, followers)) {
            for (Thread thread : threads) {
                if (thread.isAlive()) {
                    text.append('\n').append(thread.getName()).append(' ').append(thread.getState());
                    for (StackTraceElement frame : thread.getStackTrace()) {
                        text.append("\n    ").append(frame);
                    }
                }
            }
        }
        return text.toString();
    }

    private Thread thread(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        start.await();
                        task.run();
                    } catch (Throwable thrown) {
                        violated(Scenario.traceOf(thrown));
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }
}
