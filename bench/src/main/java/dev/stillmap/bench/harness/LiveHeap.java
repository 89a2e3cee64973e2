package dev.stillmap.bench.harness;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;

/** Bytes of the heap that are reachable. Only the calling thread may be allocating. */
final class LiveHeap {
    private LiveHeap() {}

    /** Collects all garbage and returns what is left; what is given is counted, used again or not. */
    static long bytes(Object... kept) {
        try {
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        } finally {
            Reference.reachabilityFence(kept);
        }
    }
}
