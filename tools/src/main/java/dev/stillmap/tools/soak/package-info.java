/** Every operation of the map at once, for as long as one likes, under each collector, with its invariants checked. */
package dev.stillmap.tools.soak;
