package dev.stillmap.server.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

    private static final Definition DEFINITION = DefinitionReader.read("test", """
            name: test
            input:
              format: ndjson
              time: at
              fields:
                at: {type: timestamp, format: millis}
                count: {type: integer}
            entities: {count: {key: count}}
            features: {events: {kind: count}}
            """);

    private static final int COUNT = 1;

    private static final int LINES = 20_000;

    private final List<String> seen = new ArrayList<>();

    private final AtomicBoolean stopped = new AtomicBoolean();

    private class Seeing implements EventSink {

        @Override
        public void accept(Event event, long line, String text) throws BadEventException {
            if (event.number(COUNT) % 1_000 == 999) {
                throw new BadEventException("no luck");
            }
            seen.add(line + "+" + event.number(COUNT));
        }

        @Override
        public void reject(Rejected line) {
            seen.add(line.line() + "-" + line.text());
        }
    }

    private long read(InputStream bytes, EventSink sink) throws IOException {
        Source source = new Source("a.ndjson", -1, () -> bytes);
        return Inputs.read(DEFINITION.input(), source, sink, new ReadProgress() {
            @Override
            public void read(long allBytes) {}

            @Override
            public long after() {
                return 0;
            }

            @Override
            public boolean isStopped() {
                return stopped.get();
            }
        });
    }

    private static String line(int i) {
        return i % 1_000 == 500 ? "bad " + i : "{\"at\":0,\"count\":" + i + "}";
    }

    private static InputStream bytes(String end) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            text.append(line(i)).append('\n');
        }
        return new ByteArrayInputStream((text + end).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void linesAreTakenInTheirOrderWithThoseThatAreRejected() throws IOException {
        assertThat(read(bytes(""), new Seeing())).isEqualTo(LINES - 2 * LINES / 1_000);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            boolean taken = i % 1_000 != 500 && i % 1_000 != 999;
            expected.add((i + 1) + (taken ? "+" + i : "-" + line(i)));
        }
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void whatComesBeforeAFailureIsTaken() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(bytes("caf\u00e9"), new Seeing()))
                .withMessageContaining("is not UTF-8");
        assertThat(seen).hasSize(LINES);
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> Inputs.read(
                        DEFINITION.input(),
                        new Source("gone", -1, () -> {
                            throw new IOException("it is gone");
                        }),
                        new Seeing(),
                        ReadProgress.UNWATCHED))
                .withMessageContaining("it is gone");
    }

    @Test
    void aSinkThatFailsEndsIt() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        InputStream endless = new InputStream() {
            private final byte[] line = "{\"at\":0,\"count\":1}\n".getBytes(StandardCharsets.US_ASCII);

            private int at;

            @Override
            public int read() {
                at = (at + 1) % line.length;
                return line[(at + line.length - 1) % line.length];
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> read(endless, new Seeing() {
                    @Override
                    public void accept(Event event, long line, String text) {
                        throw new IllegalStateException("full");
                    }
                }));
        closed.await();
    }

    /** Seen red with blocks waited for without a look at whether to stop. */
    @Test
    void itStopsThoughNothingComes() throws IOException {
        PipedOutputStream pipe = new PipedOutputStream();
        PipedInputStream nothing = new PipedInputStream(pipe);
        stopped.set(true);
        assertThat(read(nothing, new Seeing())).isZero();
        pipe.close();
    }
}
