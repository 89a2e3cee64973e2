package dev.stillmap.server.ingest;

import java.io.IOException;

/** Takes the events of requests. Thread-safe. */
@FunctionalInterface
public interface EventTaker {

    /**
     * Takes the events of a request.
     *
     * @param submission the events, which can be read to their end
     * @return what became of them
     * @throws KeyReusedException if the key came with other events before; nothing was taken
     * @throws IOException if they could not be taken now; the message says why. Whether they were is not known then
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    Taken take(Submission submission) throws KeyReusedException, IOException, InterruptedException;

    /**
     * About how many requests wait to be taken.
     *
     * @return their number; 0 if it is not known
     */
    default int waiting() {
        return 0;
    }
}
