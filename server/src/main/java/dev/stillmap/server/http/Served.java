package dev.stillmap.server.http;

import dev.stillmap.server.durable.CheckpointStatus;
import dev.stillmap.server.engine.Engine;
import dev.stillmap.server.ingest.EventTaker;
import dev.stillmap.server.ingest.Ingest;
import java.util.function.Supplier;

/**
 * What a server answers from.
 *
 * @param engine the entities
 * @param ingest says how far inputs are
 * @param taker takes the events of requests
 * @param checkpoints says how the last one went
 */
public record Served(Engine engine, Ingest ingest, EventTaker taker, Supplier<CheckpointStatus> checkpoints) {

    /**
     * One that keeps nothing beyond its process.
     *
     * @param engine the entities
     * @param ingest applies events to them
     */
    public Served(Engine engine, Ingest ingest) {
        this(engine, ingest, ingest, () -> new CheckpointStatus(null, null));
    }
}
