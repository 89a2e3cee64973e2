package dev.stillmap.server.feature;

import com.tdunning.math.stats.MergingDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Quantiles of numbers. Items are {@link Double}. */
final class QuantileSketch implements Sketch {

    private static final double COMPRESSION = 100;

    /** The smallest that the digest takes for this compression: it is kept for each entity. */
    private static final int BUFFER = 128;

    /** As they are written. */
    private final List<String> wanted;

    private final MergingDigest digest = new MergingDigest(COMPRESSION, BUFFER);

    QuantileSketch(List<String> wanted) {
        this.wanted = wanted;
    }

    @Override
    public void add(Object item) {
        digest.add((double) (Double) item);
    }

    @Override
    public void addAll(Sketch other) {
        digest.add(((QuantileSketch) other).digest);
    }

    @Override
    public Sketch copy() {
        QuantileSketch copy = new QuantileSketch(wanted);
        copy.addAll(this);
        return copy;
    }

    @Override
    public Object value() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String quantile : wanted) {
            values.put(quantile, digest.quantile(Double.parseDouble(quantile)));
        }
        return values;
    }
}
