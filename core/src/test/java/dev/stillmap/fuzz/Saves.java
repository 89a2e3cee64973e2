package dev.stillmap.fuzz;

import static dev.stillmap.fuzz.Checks.compare;

import dev.stillmap.Codec;
import dev.stillmap.EntryCodec;
import dev.stillmap.MapFile;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Map;

/** What is saved is what is loaded. */
final class Saves {
    private final EntryCodec<Object, Integer> codec;

    Saves(FuzzKey.Kind kind, FuzzKey.Fuse fuse) {
        codec = EntryCodec.of(keys(kind, fuse), Codec.ints());
    }

    private static Codec<Object> keys(FuzzKey.Kind kind, FuzzKey.Fuse fuse) {
        if (kind == FuzzKey.Kind.COLLIDING_STRINGS) {
            return Codec.of((key, out) -> Codec.strings().write((String) key, out), Codec.strings()::read);
        }
        return Codec.of((key, out) -> out.writeShort(((FuzzKey) key).id()), in -> kind.of(in.readShort(), fuse));
    }

    void whole(Snapshot<Object, Integer> snapshot, Map<Object, Integer> expected) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        snapshot.writeTo(Channels.newChannel(bytes), codec);
        load(bytes, expected);
    }

    /** Everything the first time, then what has changed. */
    void changes(Side side) throws IOException {
        if (side.file == null) {
            side.saved = new ByteArrayOutputStream();
            side.file = MapFile.create(side.map, Channels.newChannel(side.saved), codec);
        }
        side.file.save();
        load(side.saved, side.model);
    }

    private void load(ByteArrayOutputStream bytes, Map<Object, Integer> expected) throws IOException {
        StillMap<Object, Integer> loaded =
                StillMap.readFrom(Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())), codec);
        loaded.verify();
        compare(loaded, expected);
    }
}
