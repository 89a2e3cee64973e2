package dev.stillmap.server.input;

import java.util.Locale;

/** How far inputs are, as one line for a terminal. */
public final class ProgressLine {

    private static final int SECONDS_PER_MINUTE = 60;

    private static final int LONGEST_BAR = 40;

    private static final int SHORTEST_BAR = 8;

    private static final int PERCENT = 100;

    private ProgressLine() {}

    /**
     * Draws the line.
     *
     * @param bytes bytes read
     * @param size bytes there are; -1 if that is not known
     * @param events events taken
     * @param rejected lines rejected
     * @param seconds since the beginning
     * @param width characters of the terminal
     * @return at most so many characters, without an end of the line
     */
    public static String draw(long bytes, long size, long events, long rejected, double seconds, int width) {
        long rate = seconds > 0 ? Math.round(events / seconds) : 0;
        String text = String.format(Locale.ROOT, "%,d events, %,d/s", events, rate)
                + (rejected == 0 ? "" : String.format(Locale.ROOT, ", %,d rejected", rejected));
        if (size >= 0) {
            double part = size == 0 ? 1 : Math.min(1, (double) bytes / size);
            String percent = String.format(Locale.ROOT, "%3d %%", (int) (part * PERCENT));
            String left = part > 0 && part < 1 ? ", " + time(seconds / part - seconds) + " left" : "";
            String rest = " " + percent + "  " + text + left;
            int bar = Math.min(LONGEST_BAR, width - rest.length() - 2);
            String drawn = "";
            if (bar >= SHORTEST_BAR) {
                int filled = (int) (bar * part);
                drawn = "[" + "#".repeat(filled) + ".".repeat(bar - filled) + "]";
            }
            text = (drawn + rest).strip();
        }
        return text.length() > width ? text.substring(0, width) : text;
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole < SECONDS_PER_MINUTE
                ? whole + " s"
                : whole / SECONDS_PER_MINUTE + " min " + whole % SECONDS_PER_MINUTE + " s";
    }
}
