package dev.stillmap.classic;

/** The choices of random tests: another seed in every run, which is printed; {@code -Dstillmap.seed=N} repeats one. */
final class Seed {

    private Seed() {}

    static long ofRun() {
        Long fixed = Long.getLong("stillmap.seed");
        long seed = fixed != null ? fixed : System.nanoTime();
        System.out.println("stillmap.seed=" + seed);
        return seed;
    }
}
