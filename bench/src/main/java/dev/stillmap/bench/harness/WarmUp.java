package dev.stillmap.bench.harness;

import dev.stillmap.bench.subject.Subject;
import dev.stillmap.bench.workload.KeyKind;
import dev.stillmap.bench.workload.Keys;
import dev.stillmap.bench.workload.Sizes;
import dev.stillmap.bench.workload.Values;

/** Lets the compiler see inserts and growth before anything is timed. */
final class WarmUp {
    private static final int ENTRIES = 200_000;
    private static final int ROUNDS = 10;

    private WarmUp() {}

    static void inserts(Subject subject, Values values) {
        Object[] keys = Keys.absent(KeyKind.LONG, Sizes.capped(ENTRIES));
        for (int round = 0; round < ROUNDS; round++) {
            var map = subject.newMap();
            for (int i = 0; i < keys.length; i++) {
                map.put(keys[i], values.at(i));
            }
        }
        System.gc();
    }
}
