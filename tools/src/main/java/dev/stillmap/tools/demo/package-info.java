/** Totals of accounts between which money is moved: what iterators, locks and snapshots make of them. */
package dev.stillmap.tools.demo;
