/** Compares two dumps of a map's structure. */
package dev.stillmap.tools.diff;
