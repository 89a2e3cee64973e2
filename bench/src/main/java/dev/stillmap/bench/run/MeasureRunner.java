package dev.stillmap.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * Runs a measure and writes its raw results. Within a round every cell asks its subjects one after the other, every
 * second round in reverse, so that a slow drift of the machine hits all alike.
 */
public final class MeasureRunner {
    private final Form form;
    private final PrintStream progress;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * A runner.
     *
     * @param form how thorough
     * @param progress told which fork runs
     */
    public MeasureRunner(Form form, PrintStream progress) {
        this.form = form;
        this.progress = progress;
    }

    /**
     * Runs a measure, or nothing if its file is there already.
     *
     * @param measure what to run
     * @param directory where raw results are kept
     * @throws Exception if a fork fails; no file is left then
     */
    public void run(Measure measure, Path directory) throws Exception {
        Path file = directory.resolve(measure.name() + ".json");
        if (Files.exists(file)) {
            progress.println(measure.name() + ": results are there, skipped");
            return;
        }
        long start = System.nanoTime();
        var records = new ArrayList<JsonNode>();
        Fork fork = measure.isJmh() ? new JmhFork(form) : new HarnessFork(form);
        for (int round = 0; round < measure.forks(); round++) {
            for (Cell cell : measure.cells()) {
                for (String subject : subjects(cell, round)) {
                    progress.println(measure.name() + " " + new TreeMap<>(cell.params()).values() + " " + subject
                            + ", round " + (round + 1) + " of " + measure.forks());
                    records.addAll(fork.run(measure, cell, subject));
                }
            }
        }
        write(records, file);
        progress.println(measure.name() + ": " + (System.nanoTime() - start) / 1_000_000_000L + " s");
    }

    /** Whom a round asks, in order. */
    List<String> subjects(Cell cell, int round) {
        var subjects = new ArrayList<>(cell.judged());
        if (round < form.peerForks()) {
            subjects.addAll(cell.peers());
        }
        if (round % 2 == 1) {
            Collections.reverse(subjects);
        }
        return subjects;
    }

    /** Written beside and moved, so that an interrupted run leaves no half file to be taken for a result. */
    private void write(List<JsonNode> records, Path file) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        json.writerWithDefaultPrettyPrinter().writeValue(partial.toFile(), records);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
