package dev.stillmap.scenario;

/** Strings that differ but share one hash code, as an attacker would send them. */
public final class CollidingStrings {
    private CollidingStrings() {}

    /**
     * String number {@code id}, of 34 characters; "Aa" and "BB" have the same hash code, so each bit may choose one.
     */
    public static String of(int id) {
        StringBuilder text = new StringBuilder();
        for (int bit = 16; bit >= 0; bit--) {
            text.append((id >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }
}
