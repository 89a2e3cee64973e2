package dev.stillmap.server.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.server.definition.InputDefinition.Format;
import dev.stillmap.server.ingest.Submission;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    @TempDir
    private Path folder;

    private Database database;

    @BeforeEach
    void open() throws DurableException {
        database = Database.open(folder.resolve("server.db"), "of a test");
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Requests whose keys are their numbers, received at these times. */
    private void append(long oldest, long mostKeys, long... received) throws DurableException {
        List<LoggedRequest> requests = new ArrayList<>();
        long number = database.lastRequest();
        for (long time : received) {
            number++;
            byte[] body = ("events of " + number).getBytes(StandardCharsets.UTF_8);
            requests.add(new LoggedRequest(
                    number, time, time, "request-" + number, new Submission(Format.NDJSON, body, "key " + number)));
        }
        database.append(requests, Map.of("key 1", "answered"), oldest, mostKeys);
    }

    private List<Integer> known(int upTo) throws DurableException {
        List<Integer> known = new ArrayList<>();
        for (int number = 1; number <= upTo; number++) {
            if (database.find("key " + number) != null) {
                known.add(number);
            }
        }
        return known;
    }

    @Test
    void keysAreForgottenWhenTheyAreOld() throws DurableException {
        append(0, 1_000, 10, 20, 30);
        append(20, 1_000, 40);
        assertThat(known(4)).containsExactly(2, 3, 4);
        append(41, 1_000);
        assertThat(known(4)).isEmpty();
    }

    @Test
    void theOldestKeysAreForgottenWhenThereAreTooMany() throws DurableException {
        append(0, 3, 10, 20, 30);
        assertThat(known(3)).containsExactly(1, 2, 3);
        append(0, 3, 40, 40);
        assertThat(known(5)).containsExactly(3, 4, 5);
    }

    @Test
    void whatIsKnownOfAKeyOutlivesTheProcess() throws DurableException {
        append(0, 10, 10);
        database.close();
        open();
        Idempotency known = database.find("key 1");
        assertThat(known).isNotNull();
        assertThat(known.answer()).isEqualTo("answered");
        assertThat(known.number()).isEqualTo(1);
        assertThat(database.lastRequest()).isEqualTo(1);
    }

    @Test
    void requestsThatAreInACheckpointAreLetGoOf() throws DurableException {
        append(0, 10, 10, 20, 30);
        Checkpoint none = Checkpoint.NONE;
        database.save(new Checkpoint(1, Map.of("a", 100L), 2, none.counts(), 7, Map.of()));
        database.close();
        open();
        List<Long> left = new ArrayList<>();
        database.replay(request -> left.add(request.number()));
        assertThat(left).containsExactly(3L);
        assertThat(database.checkpoint().lengths()).isEqualTo(Map.of("a", 100L));
        assertThat(database.checkpoint().rejected()).isEqualTo(7);
        assertThat(known(3)).containsExactly(1, 2, 3);
    }
}
