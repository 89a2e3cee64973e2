/** Measurements that need a JVM of their own: memory, worst cases, collections. */
package dev.stillmap.bench.harness;
