/** Why operations of a map were slow. */
package dev.stillmap.tools.explain;
