package dev.stillmap.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.generator.CardPayments;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestTest {

    /** Seen red with errors that are no exceptions not caught: what is behind was to be read for ever. */
    @Test
    void whateverAnInputFailsWithThoseBehindItAreRead() throws InterruptedException {
        try (Ingest ingest = new Ingest(new Engine(CardPayments.definition()), line -> {})) {
            ingest.start(List.of(
                    new Ingest.Planned("large", -1, (sink, progress) -> {
                        throw new OutOfMemoryError("Java heap space");
                    }),
                    new Ingest.Planned("wrong", -1, (sink, progress) -> {
                        throw new StackOverflowError();
                    }),
                    new Ingest.Planned("good", -1, (sink, progress) -> {})));
            ingest.awaitInputs();
            assertThat(ingest.inputs())
                    .extracting(InputStatus::state)
                    .containsExactly(InputStatus.State.FAILED, InputStatus.State.FAILED, InputStatus.State.DONE);
            assertThat(ingest.inputs().get(0).error()).contains("the heap is full", "-Xmx");
            assertThat(ingest.inputs().get(1).error()).contains("StackOverflowError");
        }
    }
}
