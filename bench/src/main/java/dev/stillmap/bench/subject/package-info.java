/** The maps under test, each behind the same interface. */
package dev.stillmap.bench.subject;
