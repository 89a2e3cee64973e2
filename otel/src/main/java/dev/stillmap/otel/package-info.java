/** Spans of a map's snapshots, holds and iterations. */
@NullMarked
package dev.stillmap.otel;

import org.jspecify.annotations.NullMarked;
