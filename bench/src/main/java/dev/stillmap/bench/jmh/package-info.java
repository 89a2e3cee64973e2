/** JMH benchmarks, one question per class. */
package dev.stillmap.bench.jmh;
