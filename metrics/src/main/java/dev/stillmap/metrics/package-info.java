/** What a map counts and how long it takes, for those who watch over it. */
@NullMarked
package dev.stillmap.metrics;

import org.jspecify.annotations.NullMarked;
