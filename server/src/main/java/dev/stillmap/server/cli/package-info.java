/** The command line of the feature server. */
@NullMarked
package dev.stillmap.server.cli;

import org.jspecify.annotations.NullMarked;
