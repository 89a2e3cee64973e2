/** Snapshots that clients hold by an id, for a time. */
@NullMarked
package dev.stillmap.server.held;

import org.jspecify.annotations.NullMarked;
