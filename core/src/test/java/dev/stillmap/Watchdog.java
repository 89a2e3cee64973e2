package dev.stillmap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs tasks at once, each on a thread of its own, and prints every thread's stack if one of them does not end. */
final class Watchdog {
    private static final long SECONDS = 100;

    private Watchdog() {}

    /** Waits for all; throws what one of them threw. */
    static void run(List<? extends Callable<?>> tasks) throws Exception {
        List<FutureTask<?>> running = new ArrayList<>();
        for (Callable<?> task : tasks) {
            FutureTask<?> future = new FutureTask<>(task);
            running.add(future);
            Thread thread = new Thread(future, "task " + running.size());
            thread.setDaemon(true);
            thread.start();
        }
        await(running);
    }

    /** Waits for what runs already. */
    static void await(List<? extends FutureTask<?>> running) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (FutureTask<?> task : running) {
            try {
                task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stuck) {
                throw new AssertionError(
                        "a task did not end within " + SECONDS + " s; all stacks:\n" + stacks(), stuck);
            } catch (ExecutionException failed) {
                throw new AssertionError("a task failed", failed.getCause());
            }
        }
    }

    private static String stacks() {
        StringBuilder all = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            all.append('"')
                    .append(thread.getKey().getName())
                    .append("\" ")
                    .append(thread.getKey().getState());
            for (StackTraceElement frame : thread.getValue()) {
                all.append("\n    at ").append(frame);
            }
            all.append('\n');
        }
        return all.toString();
    }
}
