package dev.stillmap.server.engine;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.Event;
import dev.stillmap.server.event.EventParser;
import java.time.Instant;

/** Events of a definition whose fields are {@code at, who, where, amount}. */
final class Events {

    /** What such events look like, for a definition. */
    static final String INPUT = """
            name: test
            input:
              format: csv
              time: at
              fields:
                at: {type: timestamp}
                who: {type: string}
                where: {type: string}
                amount: {type: decimal, scale: 2}
            """;

    private final EventParser parser;

    Events(Definition definition) {
        parser = new EventParser(definition.input());
    }

    Event of(long millis, String who, String where, String amount) {
        try {
            return parser.parse(field -> switch (field.name()) {
                case "at" -> Instant.ofEpochMilli(millis).toString();
                case "who" -> who;
                case "where" -> where;
                case "amount" -> amount;
                default -> throw new AssertionError(field.name());
            });
        } catch (BadEventException e) {
            throw new AssertionError(e);
        }
    }
}
