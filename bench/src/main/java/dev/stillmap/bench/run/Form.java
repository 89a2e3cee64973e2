package dev.stillmap.bench.run;

/**
 * How thorough a run is.
 *
 * @param name its name in file names and in the report
 * @param forks JVMs for each judged subject of a cell
 * @param peerForks JVMs for each other subject of a cell; 0 leaves them out
 * @param warmUps JMH warm-up iterations
 * @param iterations JMH measured iterations
 * @param millis length of an iteration
 * @param points readings of the heap around a growth
 * @param cap most entries of any map; 0 is no limit
 */
public record Form(
        String name, int forks, int peerForks, int warmUps, int iterations, int millis, int points, int cap) {
    /** One JVM for each judged subject: indicative only. */
    public static final Form SHORT = new Form("short", 1, 0, 3, 5, 300, 30, 0);

    /** Several JVMs for each subject: the form that judges. */
    public static final Form FULL = new Form("full", 3, 1, 3, 5, 400, 60, 0);

    /** Everything tiny, to see that the harness works: its figures mean nothing. */
    public static final Form SMOKE = new Form("smoke", 1, 1, 1, 1, 20, 4, 2_000);

    /**
     * Whether this form is the one that judges.
     *
     * @return true for {@link #FULL}
     */
    public boolean judges() {
        return equals(FULL);
    }
}
