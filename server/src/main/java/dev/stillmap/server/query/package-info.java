/** Questions about all entities of a snapshot: which of them, what of each, in which order, in which form. */
@NullMarked
package dev.stillmap.server.query;

import org.jspecify.annotations.NullMarked;
