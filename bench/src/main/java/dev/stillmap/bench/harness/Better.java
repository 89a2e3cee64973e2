package dev.stillmap.bench.harness;

/** Which way a figure is good. */
public enum Better {
    /** Times and bytes. */
    LESS,
    /** Rates. */
    MORE,
    /** Context, never compared. */
    NEITHER
}
