/** Events: what of a line becomes what field, or why it does not. */
@NullMarked
package dev.stillmap.server.event;

import org.jspecify.annotations.NullMarked;
