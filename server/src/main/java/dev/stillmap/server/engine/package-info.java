/** The state of a feature server: one map for each type of entity, written together and read as of one instant. */
@NullMarked
package dev.stillmap.server.engine;

import org.jspecify.annotations.NullMarked;
