package dev.stillmap.scenario;

/**
 * What the writers of numbered registers saw of each other, and the cuts through their writes that this forbids.
 *
 * <p>Writer {@code w} writes 1, 2, 3, … to its own register and after each write reads all others. A cut says which
 * write of each register it holds last. It must hold what a writer had seen before a write that it holds, and must not
 * hold more than a writer still missed after a write that it does not hold.
 */
final class CausalHistory {
    private final int writers;
    private final int writes;
    private final int[] seen;

    CausalHistory(int writers, int writes) {
        this.writers = writers;
        this.writes = writes;
        this.seen = new int[writers * (writes + 1) * writers];
    }

    /** After its write number {@code write}, {@code writer} read {@code value} from {@code other}. */
    void saw(int writer, int write, int other, int value) {
        seen[index(writer, write, other)] = value;
    }

    /**
     * The rule that {@code cut} breaks, or null. Call it when the writers are done; {@code written} says how many
     * writes each made.
     */
    String check(int[] cut, int[] written) {
        for (int writer = 0; writer < writers; writer++) {
            int last = cut[writer];
            for (int other = 0; other < writers; other++) {
                if (other == writer) {
                    continue;
                }
                if (last > 0 && cut[other] < seen[index(writer, last - 1, other)]) {
                    return "holds write " + last + " of " + writer + ", made after it saw "
                            + seen[index(writer, last - 1, other)] + " at " + other + ", but there only " + cut[other];
                }
                if (last < written[writer] && cut[other] > seen[index(writer, last + 1, other)]) {
                    return "holds write " + cut[other] + " of " + other + ", but not write " + (last + 1) + " of "
                            + writer + ", after which " + other + " was still at "
                            + seen[index(writer, last + 1, other)];
                }
            }
        }
        return null;
    }

    private int index(int writer, int write, int other) {
        return (writer * (writes + 1) + write) * writers + other;
    }
}
