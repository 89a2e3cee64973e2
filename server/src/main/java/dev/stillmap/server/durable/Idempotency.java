package dev.stillmap.server.durable;

import org.jspecify.annotations.Nullable;

/**
 * What became of a request that may be sent again.
 *
 * @param number its place in the log
 * @param digest of its body
 * @param answer what it was answered with; null if that was not known yet
 */
record Idempotency(long number, String digest, @Nullable String answer) {}
