package dev.stillmap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads a map from a file, adds an entry and writes it to another: what {@link SerializationTest} runs in another JVM.
 */
final class SerializationPeer {
    private SerializationPeer() {}

    public static void main(String[] args) throws Exception {
        StillMap<String, Integer> map = fromBytes(Files.readAllBytes(Path.of(args[0])));
        map.verify();
        map.put("entries read", map.size());
        Files.write(Path.of(args[1]), toBytes(map));
    }

    static byte[] toBytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("unchecked") // the caller says what it wrote
    static <M extends Map<?, ?>> M fromBytes(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (M) in.readObject();
        }
    }
}
