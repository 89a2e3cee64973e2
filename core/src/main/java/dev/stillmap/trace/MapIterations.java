package dev.stillmap.trace;

/** Wrappers around any map that watch or protect its iterations. */
public final class MapIterations {

    private MapIterations() {}
}
