package dev.stillmap.inspector;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Builds one JSON text. For one thread; that brackets fit is up to the caller. */
final class JsonText {

    private final StringBuilder text = new StringBuilder();

    private boolean followsElement;

    JsonText startObject() {
        return open('{');
    }

    JsonText startObject(String name) {
        return name(name).open('{');
    }

    JsonText endObject() {
        return close('}');
    }

    JsonText startArray() {
        return open('[');
    }

    JsonText startArray(String name) {
        return name(name).open('[');
    }

    JsonText endArray() {
        return close(']');
    }

    JsonText field(String name, long value) {
        return name(name).element(value);
    }

    JsonText field(String name, boolean value) {
        name(name).separate();
        text.append(value);
        return this;
    }

    JsonText field(String name, @Nullable String value) {
        name(name).separate();
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    JsonText element(long value) {
        separate();
        text.append(value);
        return this;
    }

    JsonText element(String value) {
        separate();
        quote(value);
        return this;
    }

    private JsonText name(String name) {
        separate();
        quote(name);
        text.append(':');
        followsElement = false;
        return this;
    }

    private JsonText open(char bracket) {
        separate();
        text.append(bracket);
        followsElement = false;
        return this;
    }

    private JsonText close(char bracket) {
        text.append(bracket);
        followsElement = true;
        return this;
    }

    private void separate() {
        if (followsElement) {
            text.append(',');
        }
        followsElement = true;
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // A surrogate alone could not be written as UTF-8.
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    byte[] toBytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
