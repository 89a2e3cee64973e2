package dev.stillmap.bench.workload;

/** Entry counts by name: {@code 1K}, {@code 100K}, {@code 4M}. */
public final class Sizes {
    /** System property that caps every size, for runs that only try the harness. */
    public static final String CAP = "stillmap.bench.cap";

    private Sizes() {}

    /**
     * The number a name stands for, at most the cap of this JVM.
     *
     * @param name digits, then nothing, {@code K} (thousand) or {@code M} (million)
     * @return the number of entries
     */
    public static int entries(String name) {
        int unit = switch (name.charAt(name.length() - 1)) {
            case 'K' -> 1_000;
            case 'M' -> 1_000_000;
            default -> 1;
        };
        String digits = unit == 1 ? name : name.substring(0, name.length() - 1);
        return capped(Math.multiplyExact(Integer.parseInt(digits), unit));
    }

    /**
     * A number of entries, at most the cap of this JVM.
     *
     * @param entries the wanted number
     * @return the number to use
     */
    public static int capped(int entries) {
        return Math.min(entries, Integer.getInteger(CAP, Integer.MAX_VALUE));
    }
}
