/** Holds the recorded steps of iterations against the rules, and shows those of a running process. */
package dev.stillmap.tools.trace;
