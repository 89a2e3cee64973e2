package dev.stillmap;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A task on a thread of its own. */
public final class Background<T> {
    private static final long WATCHDOG_SECONDS = 60;

    private final FutureTask<T> task;
    private final Thread thread;

    private Background(Callable<T> callable) {
        task = new FutureTask<>(callable);
        thread = new Thread(task, "background");
        thread.setDaemon(true);
    }

    public static <T> Background<T> start(Callable<T> callable) {
        Background<T> background = new Background<>(callable);
        background.thread.start();
        return background;
    }

    public Thread thread() {
        return thread;
    }

    public boolean isDone() {
        return task.isDone();
    }

    /** The task's result; throws what the task threw. */
    public T await() throws Exception {
        try {
            return task.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw failed;
        } catch (TimeoutException stuck) {
            AssertionError error = new AssertionError("stuck in " + thread.getState());
            error.setStackTrace(thread.getStackTrace());
            throw error;
        }
    }
}
