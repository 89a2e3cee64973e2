package dev.stillmap.scenario;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Random;

/**
 * A workload with a rule that every run of it must keep. It knows nothing of a test framework, so that it also runs in
 * a JVM of its own against other builds of the map.
 */
public abstract class Scenario {
    /**
     * Runs one round with freshly chosen sizes, threads and keys.
     *
     * @param random the only source of the round's choices
     * @return what rule was broken, or null
     */
    protected abstract String round(Random random) throws Exception;

    /**
     * Runs rounds until one breaks the rule.
     *
     * @param rounds how many rounds at most, of some tens of milliseconds each
     * @param seed decides what every round does, though not how its threads interleave
     * @return what rule was broken, with round and seed, or null if all rounds kept it
     */
    public final String run(int rounds, long seed) throws InterruptedException {
        Random seeds = new Random(seed);
        for (int i = 0; i < rounds; i++) {
            String violation = violationOf(new Random(seeds.nextLong()));
            if (violation != null) {
                return this + ", round " + i + ", seed " + seed + ": " + violation;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }

    private String violationOf(Random random) throws InterruptedException {
        try {
            return round(random);
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception | Error thrown) {
            return traceOf(thrown);
        }
    }

    static String traceOf(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }

    /**
     * Runs {@code scenario} as a program, arguments {@code rounds seed}; exits with 1 and a message if the rule was
     * broken.
     */
    protected static void main(Scenario scenario, String[] args) throws Exception {
        String violation = scenario.run(Integer.parseInt(args[0]), Long.parseLong(args[1]));
        System.out.println(violation == null ? "held" : "violation: " + violation);
        System.exit(violation == null ? 0 : 1);
    }
}
