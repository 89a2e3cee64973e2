/** From raw results to the table of goals and the document of numbers. */
package dev.stillmap.bench.report;
