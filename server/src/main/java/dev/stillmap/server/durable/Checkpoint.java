package dev.stillmap.server.durable;

import dev.stillmap.server.engine.EventCounts;
import java.util.Map;

/**
 * Which parts of which files hold all entities as of one instant, and what came up to then.
 *
 * @param generation of the files; 0 if there is none yet
 * @param lengths of the files, in bytes, by type of entity
 * @param request the last request of the log whose events are in it
 * @param counts what the engine had counted
 * @param rejected lines that were rejected
 * @param sources how far replayable sources had been read, by name
 */
record Checkpoint(
        long generation,
        Map<String, Long> lengths,
        long request,
        EventCounts counts,
        long rejected,
        Map<String, SavedSource> sources) {

    static final Checkpoint NONE = new Checkpoint(0, Map.of(), 0, EventCounts.NONE, 0, Map.of());
}
