package dev.stillmap.server.feature;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;

/** How many different items there were. Items are hashes, as {@link Long}. */
final class DistinctSketch implements Sketch {

    /** 2<sup>12</sup> registers of a byte: a standard error of about 1.2 %. */
    private static final int PRECISION = 12;

    private final UltraLogLog counter;

    DistinctSketch() {
        this(UltraLogLog.create(PRECISION));
    }

    private DistinctSketch(UltraLogLog counter) {
        this.counter = counter;
    }

    @Override
    public void add(Object item) {
        counter.add((long) (Long) item);
    }

    @Override
    public void addAll(Sketch other) {
        counter.add(((DistinctSketch) other).counter);
    }

    @Override
    public Sketch copy() {
        return new DistinctSketch(counter.copy());
    }

    @Override
    public Object value() {
        return Math.round(counter.getDistinctCountEstimate());
    }
}
