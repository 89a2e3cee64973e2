/** Keys, values and traffic, the same for every subject. */
package dev.stillmap.bench.workload;
