package dev.stillmap.server.feature;

import dev.stillmap.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * States of the entities of one type, as they are saved: which numbers are not 0, those numbers, and of each object whether it is
 * there and what its aggregate makes of it. States of snapshots are written only. Thread-safe.
 */
final class EntityCodec implements Codec<EntityState> {

    private final int numbers;

    /** By the object's place: whose it is. */
    private final List<Aggregate> owners;

    EntityCodec(int numbers, List<Aggregate> owners) {
        this.numbers = numbers;
        this.owners = List.copyOf(owners);
    }

    @Override
    public void write(EntityState entity, DataOutput out) throws IOException {
        long[] values = entity.state().numbers();
        for (int from = 0; from < numbers; from += Byte.SIZE) {
            int present = 0;
            for (int i = from; i < Math.min(numbers, from + Byte.SIZE); i++) {
                present |= values[i] == 0 ? 0 : 1 << (i - from);
            }
            out.writeByte(present);
        }
        for (long value : values) {
            if (value != 0) {
                out.writeLong(value);
            }
        }
        @Nullable Object[] objects = entity.state().objects();
        for (int i = 0; i < owners.size(); i++) {
            Object object = objects[i];
            out.writeBoolean(object != null);
            if (object != null) {
                owners.get(i).writeObject(object, out);
            }
        }
    }

    @Override
    public EntityState read(DataInput in) throws IOException {
        byte[] present = new byte[(numbers + Byte.SIZE - 1) / Byte.SIZE];
        in.readFully(present);
        State state = State.empty(numbers, owners.size());
        for (int i = 0; i < numbers; i++) {
            if ((present[i / Byte.SIZE] & 1 << (i % Byte.SIZE)) != 0) {
                state.numbers()[i] = in.readLong();
            }
        }
        for (int i = 0; i < owners.size(); i++) {
            if (in.readBoolean()) {
                state.objects()[i] = owners.get(i).readObject(in);
            }
        }
        return new EntityState(state);
    }
}
