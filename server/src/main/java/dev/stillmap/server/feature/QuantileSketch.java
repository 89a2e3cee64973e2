package dev.stillmap.server.feature;

import com.tdunning.math.stats.MergingDigest;
import dev.stillmap.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Quantiles of numbers. Items are {@link Double}. A digest that takes items is large; at rest only its centroids are kept, 2 KiB.
 */
final class QuantileSketch implements Sketch {

    /** With 100 the median would be up to 3 % off in rank: a digest loses a little whenever it goes to rest. */
    private static final double COMPRESSION = 200;

    /** As they are written. */
    private final List<String> wanted;

    /** Null while it is at rest, or empty. */
    private @Nullable MergingDigest digest;

    /** What the digest was before; null before the first item. Never changed, only replaced. */
    private byte @Nullable [] saved;

    QuantileSketch(List<String> wanted) {
        this.wanted = wanted;
    }

    private MergingDigest digest() {
        if (digest == null) {
            digest = saved == null ? new MergingDigest(COMPRESSION) : MergingDigest.fromBytes(ByteBuffer.wrap(saved));
        }
        return digest;
    }

    @Override
    public void add(Object item) {
        digest().add((double) (Double) item);
    }

    @Override
    public void addAll(Sketch other) {
        QuantileSketch that = (QuantileSketch) other;
        that.rest();
        if (digest == null && saved == null) {
            saved = that.saved;
        } else if (that.saved != null) {
            digest().add(MergingDigest.fromBytes(ByteBuffer.wrap(that.saved)));
        }
    }

    @Override
    public void rest() {
        if (digest != null) {
            saved = new byte[digest.byteSize()];
            digest.asBytes(ByteBuffer.wrap(saved));
            digest = null;
        }
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
            values.put(quantile, Objects.requireNonNull(digest()).quantile(Double.parseDouble(quantile)));
        }
        return values;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        rest();
        Codec.byteArrays().write(saved == null ? new byte[0] : saved, out);
    }

    @Override
    public void read(DataInput in) throws IOException {
        byte[] read = Codec.byteArrays().read(in);
        saved = read.length == 0 ? null : read;
    }

    @Override
    public void writeItem(Object item, DataOutput out) throws IOException {
        out.writeDouble((Double) item);
    }

    @Override
    public Object readItem(DataInput in) throws IOException {
        return in.readDouble();
    }
}
