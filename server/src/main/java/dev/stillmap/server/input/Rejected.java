package dev.stillmap.server.input;

/**
 * A line that is no event.
 *
 * @param source the file or stream
 * @param line where it begins, from 1 on
 * @param reason what is wrong with it
 * @param text what stands there, as far as it is known
 */
public record Rejected(String source, long line, String reason, String text) {}
