package dev.stillmap.server.durable;

import dev.stillmap.server.ingest.SourcePosition;

/**
 * A source that can be read again.
 *
 * @param position how far it has been read
 * @param beginning what it began with
 */
record SavedSource(SourcePosition position, Beginning beginning) {}
