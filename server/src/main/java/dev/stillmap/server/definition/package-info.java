/** What a feature server is to do: read from a file, and refused with line and reason if it makes no sense. */
@NullMarked
package dev.stillmap.server.definition;

import org.jspecify.annotations.NullMarked;
