package dev.stillmap.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Measures one subject of one cell in a fresh JVM. */
interface Fork {
    /**
     * Runs the JVM and waits for it.
     *
     * @return its raw records
     */
    List<JsonNode> run(Measure measure, Cell cell, String subject) throws Exception;
}
