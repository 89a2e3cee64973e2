/** What a map writes into Flight Recorder's recordings. Not exported. */
@NullMarked
package dev.stillmap.internal.flight;

import org.jspecify.annotations.NullMarked;
