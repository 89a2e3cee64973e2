/** Statistics of a map as immutable records: monotonic counters that reading never resets, and a few current levels. */
@NullMarked
package dev.stillmap.stats;

import org.jspecify.annotations.NullMarked;
