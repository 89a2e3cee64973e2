package dev.stillmap;

/** What an iteration is promised while the map changes. */
public enum IterationContract {

    /**
     * Each key that stays is met exactly once, each that comes or goes at most once, with the value that it has when it
     * is reached; across any growth. Costs writers nothing. The views and their streams iterate like this.
     */
    LIVE,

    /**
     * Exactly the entries of the instant at which the iteration was opened. A writer copies each bucket that it is the
     * first to change after that instant.
     */
    SNAPSHOT
}
