package dev.stillmap.server.cli;

import java.io.Console;
import java.io.PrintWriter;

/** Whether a person is looking, and how much fits into a line. */
final class Terminal {

    private static final int USUAL_WIDTH = 80;

    private Terminal() {}

    /** Characters of a line; 0 if what is written goes elsewhere. */
    @SuppressWarnings("SystemConsoleNull") // on 17 it is null, from 22 on it can be asked
    static int width() {
        Console console = System.console();
        if (console == null || !isTerminal(console)) {
            return 0;
        }
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }

    /** Draws a line over the one before; the next is begun by who writes something else. */
    static void redraw(PrintWriter err, int width, String line) {
        err.print("\r" + line + " ".repeat(Math.max(0, width - 1 - line.length())));
        err.flush();
    }

    /** From 22 on there is a console without a terminal, too, and a method to ask. */
    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
