package dev.stillmap.bench.run;

import dev.stillmap.bench.harness.Harness;
import java.util.List;

/**
 * One benchmark or harness with all its cells. All subjects of a measure run on the same JVM with the same flags; its
 * raw results are one file.
 *
 * @param name name of the file of raw results
 * @param code a JMH class or a {@link Harness}
 * @param flags JVM flags of every fork
 * @param threads JMH threads; 0 leaves it to the class
 * @param forks JVMs for each judged subject of a cell
 * @param cells what is measured
 */
public record Measure(String name, Class<?> code, List<String> flags, int threads, int forks, List<Cell> cells) {
    /**
     * Whether JMH runs it.
     *
     * @return false for a harness
     */
    public boolean isJmh() {
        return !Harness.class.isAssignableFrom(code);
    }
}
