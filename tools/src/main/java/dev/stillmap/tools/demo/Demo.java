package dev.stillmap.tools.demo;

import dev.stillmap.tools.Arguments;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Moves money between accounts by several threads and sums up all accounts meanwhile, in three ways side by side: by
 * the iterator of a {@code ConcurrentHashMap}, under a lock, and in snapshots of a {@code StillMap}.
 */
public final class Demo {

    private static final long EACH = 1_000;

    private static final long TURN_NANOS = 200_000_000;

    private static final String CLEAR_LINE = "\u001b[K";

    private final List<Contender> contenders;

    private final Contender still;

    private final int accounts;

    private final int writers;

    private final double seconds;

    private final boolean redraws;

    private final PrintStream out;

    private Demo(int accounts, int writers, double seconds, boolean redraws, PrintStream out) {
        this.accounts = accounts;
        this.writers = writers;
        this.seconds = seconds;
        this.redraws = redraws;
        this.out = out;
        long expected = accounts * EACH;
        still = new Contender("StillMap, snapshot", new StillLedger(accounts, EACH), accounts, expected);
        contenders = List.of(
                new Contender("ConcurrentHashMap, iterator", new IteratedLedger(accounts, EACH), accounts, expected),
                new Contender("HashMap, read-write lock", new LockedLedger(accounts, EACH), accounts, expected),
                still);
    }

    /**
     * Runs it.
     *
     * @param options {@code --seconds}, {@code --accounts}, {@code --writers}; {@code --plain} to print the table once,
     *     at the end
     * @param out where to print
     * @return whether no total of the snapshots was wrong
     * @throws InterruptedException if the thread is interrupted
     */
    public static boolean run(Arguments options, PrintStream out) throws InterruptedException {
        int accounts = (int) options.number("--accounts", 50_000, 2);
        int writers = (int)
                options.number("--writers", Math.max(2, Runtime.getRuntime().availableProcessors() - 1), 1);
        double seconds = options.number("--seconds", 10, 0.1);
        boolean redraws = !options.flag("--plain");
        options.done();
        return new Demo(accounts, writers, seconds, redraws, out).run();
    }

    private boolean run() throws InterruptedException {
        out.printf(
                Locale.ROOT,
                "%,d accounts with %,d each. %d threads move money between them; one sums up all accounts, over and"
                        + " over.%nEvery total should be %,d. The three take turns of %d ms, %.0f seconds in all.%n%n",
                accounts,
                EACH,
                writers,
                accounts * EACH,
                TURN_NANOS / 1_000_000,
                seconds);
        // A first turn for each, so that the compiler's work is in nobody's figures.
        for (Contender contender : contenders) {
            new Contender(contender.name, ledgerLike(contender), accounts, accounts * EACH).run(writers, TURN_NANOS, 1);
        }
        long end = System.nanoTime() + (long) (seconds * 1e9);
        if (redraws) {
            printTable();
        }
        for (long seed = 2; System.nanoTime() - end < 0; seed++) {
            for (Contender contender : contenders) {
                contender.run(writers, TURN_NANOS, seed * 1_000);
                if (redraws) {
                    out.print("\u001b[" + (contenders.size() + 2) + "A");
                    printTable();
                }
            }
        }
        if (!redraws) {
            printTable();
        }
        return conclude();
    }

    private Ledger ledgerLike(Contender contender) {
        return switch (contenders.indexOf(contender)) {
            case 0 -> new IteratedLedger(accounts, EACH);
            case 1 -> new LockedLedger(accounts, EACH);
            default -> new StillLedger(accounts, EACH);
        };
    }

    private void printTable() {
        row("", "totals/s", "wrong totals", "off by up to", "moves/s", "99.9 % of moves", "writers waited");
        row("", "", "", "", "", "within", "over 0.1 ms");
        for (Contender contender : contenders) {
            row(
                    contender.name,
                    String.format(Locale.ROOT, "%,.0f", contender.perSecond(contender.totals)),
                    contender.totals == 0
                            ? "-"
                            : String.format(Locale.ROOT, "%,d of %,d", contender.wrong, contender.totals),
                    String.format(Locale.ROOT, "%,d", contender.largestError),
                    String.format(Locale.ROOT, "%,.0f", contender.perSecond(contender.moves.getTotalCount())),
                    duration(contender.moves.getValueAtPercentile(99.9)),
                    String.format(Locale.ROOT, "%.0f %% of time", 100 * contender.waited(writers)));
        }
    }

    private void row(String name, String... cells) {
        StringBuilder line = new StringBuilder(String.format("%-28s", name));
        int[] widths = {9, 18, 13, 11, 16, 16};
        for (int i = 0; i < cells.length; i++) {
            line.append(String.format("%" + widths[i] + "s", cells[i]));
        }
        out.println(line + (redraws ? CLEAR_LINE : ""));
    }

    private static String duration(long nanos) {
        return nanos >= 1_000_000
                ? String.format(Locale.ROOT, "%,.1f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%,.1f us", nanos / 1e3);
    }

    private boolean conclude() {
        Contender iterated = contenders.get(0);
        Contender locked = contenders.get(1);
        out.println();
        out.printf(
                Locale.ROOT,
                "The iterator met money on its way: %,d of its %,d totals were wrong.%n",
                iterated.wrong,
                iterated.totals);
        out.printf(
                Locale.ROOT,
                "The lock made writers wait while it counted: for %.0f %% of their time, in pieces of up to %s.%n",
                100 * locked.waited(writers),
                duration(locked.moves.getMaxValue()));
        out.printf(
                Locale.ROOT,
                "The snapshots were %s, and nobody waits for one to be read.%n",
                still.wrong == 0 ? "all right" : still.wrong + " times WRONG: please report this");
        if (writers >= Runtime.getRuntime().availableProcessors()) {
            out.println("There are more threads than processors: some of each wait is for a processor.");
        }
        boolean right = still.wrong == 0;
        for (Contender contender : contenders) {
            if (!contender.isRightAtRest()) {
                out.println(contender.name + " has lost money: please report this");
                right = false;
            }
        }
        return right;
    }
}
