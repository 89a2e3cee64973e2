/** Runs a small script on a map, step by step, and draws its buckets and iterations after each. */
package dev.stillmap.tools.replay;
