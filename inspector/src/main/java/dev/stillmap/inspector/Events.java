package dev.stillmap.inspector;

import java.nio.charset.StandardCharsets;

/** Server-sent events as bytes. */
final class Events {

    private Events() {}

    /** An event whose data is one line. */
    static byte[] event(String name, JsonText data) {
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** What readers pass over. */
    static byte[] comment(String text) {
        return (": " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
