/** Card payments that nobody made, for a first look and for measurements. */
@NullMarked
package dev.stillmap.server.generator;

import org.jspecify.annotations.NullMarked;
