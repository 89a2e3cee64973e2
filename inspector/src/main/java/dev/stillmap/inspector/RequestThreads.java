package dev.stillmap.inspector;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads for requests, a bounded number of them. When all are taken and another request comes, those that have
 * been at theirs for too long, as their client sends or takes nothing, are interrupted, which cuts the connection; the
 * request that came is refused. So no thread has to watch for them.
 */
final class RequestThreads extends ThreadPoolExecutor {

    private static final long IDLE_SECONDS = 10;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final long patienceNanos;

    /** When each thread began with what it does. */
    private final Map<Thread, Long> since = new ConcurrentHashMap<>();

    RequestThreads(int most, long patienceNanos) {
        super(0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), RequestThreads::daemon);
        this.patienceNanos = patienceNanos;
        setRejectedExecutionHandler((task, pool) -> {
            cutThoseThatStall();
            throw new RejectedExecutionException("all " + most + " threads of the inspector are taken");
        });
    }

    static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "stillmap-inspector-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private void cutThoseThatStall() {
        long now = System.nanoTime();
        since.forEach((thread, from) -> {
            if (now - from > patienceNanos) {
                thread.interrupt();
            }
        });
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
        since.put(thread, System.nanoTime());
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
        mayTakeLong();
    }

    /** What the calling thread does may go on for as long as it likes from now on. */
    void mayTakeLong() {
        since.remove(Thread.currentThread());
    }
}
