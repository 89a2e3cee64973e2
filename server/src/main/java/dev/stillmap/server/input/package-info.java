/** Where events come from: files and streams of CSV and JSON Lines, plain or compressed. */
@NullMarked
package dev.stillmap.server.input;

import org.jspecify.annotations.NullMarked;
