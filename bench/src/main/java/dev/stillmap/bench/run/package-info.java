/** The catalogue of measures and the runner that forks a JVM per subject and round. */
package dev.stillmap.bench.run;
