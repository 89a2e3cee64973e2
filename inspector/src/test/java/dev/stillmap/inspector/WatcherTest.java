package dev.stillmap.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatcherTest {

    private final AtomicLong clock = new AtomicLong();

    private final Watcher watcher = new Watcher(clock::get);

    /** A connection that takes an event only when it is let. */
    private static final class Connection extends OutputStream {

        final CountDownLatch entered = new CountDownLatch(1);

        final CountDownLatch open = new CountDownLatch(1);

        final BlockingQueue<String> taken = new LinkedBlockingQueue<>();

        @Override
        public void write(int value) {
            throw new AssertionError("events are written as a whole");
        }

        @Override
        public void write(byte[] event) throws IOException {
            entered.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException("the connection was cut");
            }
            taken.add(new String(event, StandardCharsets.UTF_8));
        }
    }

    private static byte[] bytes(String event) {
        return event.getBytes(StandardCharsets.UTF_8);
    }

    private Thread write(OutputStream out, BlockingQueue<String> end) {
        Thread thread = new Thread(() -> {
            try {
                watcher.writeTo(out);
                end.add("over");
            } catch (IOException e) {
                end.add(e.getMessage());
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Whoever offers does not wait, and what is left when the page takes again is the newest of each kind. */
    @Test
    void aSlowPageGetsTheNewest() throws Exception {
        Connection connection = new Connection();
        BlockingQueue<String> end = new LinkedBlockingQueue<>();
        watcher.offerPicture(bytes("picture 1"));
        write(connection, end);
        connection.entered.await();
        watcher.offerPicture(bytes("picture 2"));
        watcher.offerDetail(bytes("detail 1"));
        watcher.offerDetail(bytes("detail 2"));
        watcher.offerPicture(bytes("picture 3"));
        watcher.end(bytes("gone"));
        connection.open.countDown();
        assertThat(end.poll(60, TimeUnit.SECONDS)).isEqualTo("over");
        assertThat(List.copyOf(connection.taken)).containsExactly("picture 1", "detail 2", "picture 3", "gone");
    }

    @Test
    void aPageThatTakesNothingIsCut() throws Exception {
        Connection connection = new Connection();
        BlockingQueue<String> end = new LinkedBlockingQueue<>();
        watcher.offerPicture(bytes("picture 1"));
        write(connection, end);
        connection.entered.await();
        watcher.end(null);
        clock.set(Watcher.STALLED_NANOS);
        watcher.cutIfStalled();
        assertThat(end.poll(50, TimeUnit.MILLISECONDS)).isNull();
        clock.incrementAndGet();
        watcher.cutIfStalled();
        assertThat(end.poll(60, TimeUnit.SECONDS)).isEqualTo("the connection was cut");
    }

    /** A page that waits has stalled nobody, however long it does. */
    @Test
    void aPageForWhichThereIsNothingIsNotCutAndHearsThat() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BlockingQueue<String> taken = new LinkedBlockingQueue<>();
        Thread thread = write(
                new OutputStream() {
                    @Override
                    public void write(int value) {
                        out.write(value);
                    }

                    @Override
                    public void flush() {
                        taken.add(out.toString(StandardCharsets.UTF_8));
                        clock.addAndGet(2 * Watcher.STALLED_NANOS);
                    }
                },
                new LinkedBlockingQueue<>());
        assertThat(taken.poll(60, TimeUnit.SECONDS)).startsWith(": ").endsWith("\n\n");
        watcher.offerPicture(bytes("picture"));
        assertThat(taken.poll(60, TimeUnit.SECONDS)).contains("picture");
        watcher.end(null);
        thread.join();
    }
}
