package dev.stillmap.server.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.stillmap.server.definition.FieldDefinition;
import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.event.EventParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes an event of the text of a JSON object, whose properties are named as the columns. For one thread. */
final class JsonLineParser {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Further zeros, before or behind the point, are no amount of anything. */
    private static final int LARGEST_EXPONENT = 64;

    private final EventParser parser;

    private final Set<String> wanted;

    private final Map<String, String> values = new HashMap<>();

    JsonLineParser(InputDefinition input, EventParser parser) {
        this.parser = parser;
        wanted = input.fields().stream()
                .map(FieldDefinition::column)
                .filter(column -> column != null)
                .collect(Collectors.toUnmodifiableSet());
    }

    Event parse(String line) throws BadEventException {
        values.clear();
        try (JsonParser json = FACTORY.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new BadEventException("it is no JSON object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                property(json);
            }
            if (json.nextToken() != null) {
                throw new BadEventException("there is something behind the object");
            }
        } catch (JsonProcessingException e) {
            throw new BadEventException("it is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parser.parse(field -> values.get(field.column()));
    }

    private void property(JsonParser json) throws IOException, BadEventException {
        String name = json.currentName();
        JsonToken token = json.nextToken();
        if (!wanted.contains(name)) {
            json.skipChildren();
            return;
        }
        if (token == null || token.isStructStart()) {
            throw new BadEventException("'" + name + "' has to be a single value");
        }
        // Of none too, since a later one of that name would be a second.
        String text = token == JsonToken.VALUE_NULL ? "" : json.getText();
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            text = withoutExponent(text);
        }
        // Such a key could not be written, and so not be asked for.
        if (hasHalf(text)) {
            throw new BadEventException("'" + name + "' has half a character");
        }
        if (values.put(name, text) != null) {
            throw new BadEventException("'" + name + "' is there twice");
        }
    }

    private static boolean hasHalf(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                int whole = text.codePointAt(i);
                if (!Character.isSupplementaryCodePoint(whole)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static String withoutExponent(String text) throws BadEventException {
        if (text.indexOf('e') < 0 && text.indexOf('E') < 0) {
            return text;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            if (Math.abs((long) number.scale()) <= LARGEST_EXPONENT) {
                return number.toPlainString();
            }
        } catch (NumberFormatException e) {
            // Its exponent does not fit into 32 bits.
        }
        throw new BadEventException(BadEventException.quoted(text) + " is too large, or too close to 0");
    }
}
