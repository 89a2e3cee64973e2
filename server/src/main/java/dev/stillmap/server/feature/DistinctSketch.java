package dev.stillmap.server.feature;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import dev.stillmap.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How many different items there were: exactly up to 32, then about. Items are hashes, as {@link Long}. */
final class DistinctSketch implements Sketch {

    /** 2<sup>12</sup> registers of a byte: a standard error of about 1.2 %. */
    private static final int PRECISION = 12;

    private static final int EXACT = 32;

    private static final int FEWEST = 4;

    /** Where the number of values is written, if there is a counter. */
    private static final int COUNTER = -1;

    /** All there were, while they are few; not used once there is a counter. */
    private long[] few = new long[FEWEST];

    private int size;

    private @Nullable UltraLogLog counter;

    @Override
    public void add(Object item) {
        add((long) (Long) item);
    }

    private void add(long hash) {
        if (counter != null) {
            counter.add(hash);
            return;
        }
        for (int i = 0; i < size; i++) {
            if (few[i] == hash) {
                return;
            }
        }
        if (size == EXACT) {
            counter().add(hash);
            return;
        }
        if (size == few.length) {
            few = Arrays.copyOf(few, 2 * size);
        }
        few[size++] = hash;
    }

    private UltraLogLog counter() {
        if (counter == null) {
            counter = UltraLogLog.create(PRECISION);
            for (int i = 0; i < size; i++) {
                counter.add(few[i]);
            }
            few = new long[0];
            size = 0;
        }
        return counter;
    }

    @Override
    public void addAll(Sketch other) {
        DistinctSketch that = (DistinctSketch) other;
        if (that.counter != null) {
            counter().add(that.counter);
        }
        for (int i = 0; i < that.size; i++) {
            add(that.few[i]);
        }
    }

    @Override
    public Sketch copy() {
        DistinctSketch copy = new DistinctSketch();
        copy.few = few.clone();
        copy.size = size;
        copy.counter = counter == null ? null : counter.copy();
        return copy;
    }

    @Override
    public Object value() {
        return counter == null ? (long) size : Math.round(counter.getDistinctCountEstimate());
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(counter == null ? size : COUNTER);
        if (counter != null) {
            Codec.byteArrays().write(counter.getState(), out);
        }
        for (int i = 0; i < size; i++) {
            out.writeLong(few[i]);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count == COUNTER) {
            counter = UltraLogLog.wrap(Codec.byteArrays().read(in));
            return;
        }
        if (count < 0 || count > EXACT) {
            throw new IOException(count + " values where " + EXACT + " are the most");
        }
        for (int i = 0; i < count; i++) {
            add(in.readLong());
        }
    }

    @Override
    public void writeItem(Object item, DataOutput out) throws IOException {
        out.writeLong((Long) item);
    }

    @Override
    public Object readItem(DataInput in) throws IOException {
        return in.readLong();
    }
}
