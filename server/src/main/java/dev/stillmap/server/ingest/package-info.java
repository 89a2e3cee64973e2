/** Where inputs and the engine are joined. */
@NullMarked
package dev.stillmap.server.ingest;

import org.jspecify.annotations.NullMarked;
