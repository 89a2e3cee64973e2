package dev.stillmap.server.generator;

import dev.stillmap.server.event.Decimals;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One payment by card.
 *
 * @param number its number, from 0 on
 * @param millis when it was made, in milliseconds since 1970
 * @param card the card
 * @param customer its holder; null for a card that nobody is known of
 * @param merchant who was paid
 * @param category what the merchant sells
 * @param country where the merchant is
 * @param channel how it was paid
 * @param cents the amount; below 0 for what was returned
 * @param status what became of it
 */
public record Payment(
        long number,
        long millis,
        String card,
        @Nullable String customer,
        String merchant,
        String category,
        String country,
        String channel,
        long cents,
        Status status) {

    /** The names of the columns. */
    public static final List<String> COLUMNS = List.of(
            "payment", "time", "card", "customer", "merchant", "category", "country", "channel", "amount", "status");

    /** What became of a payment. */
    public enum Status {
        /** The merchant got it. */
        CAPTURED,
        /** The bank refused it. */
        DECLINED,
        /** The customer got it back. */
        RETURNED
    }

    /**
     * The text of a column.
     *
     * @param name one of {@link #COLUMNS}
     * @return the text, or null if there is none
     */
    public @Nullable String column(String name) {
        return switch (name) {
            case "payment" -> "p" + number;
            case "time" -> Instant.ofEpochMilli(millis).toString();
            case "card" -> card;
            case "customer" -> customer;
            case "merchant" -> merchant;
            case "category" -> category;
            case "country" -> country;
            case "channel" -> channel;
            case "amount" -> Decimals.toString(cents, 2);
            case "status" -> status.name().toLowerCase(Locale.ROOT);
            default -> null;
        };
    }
}
