/** Where processors and memory go: flame graphs of recordings, and a workload to record. */
package dev.stillmap.tools.profile;
