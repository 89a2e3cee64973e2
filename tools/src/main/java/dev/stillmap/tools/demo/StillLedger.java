package dev.stillmap.tools.demo;

import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;

/** A {@code StillMap}: money is moved by a batch and counted in a snapshot. */
final class StillLedger implements Ledger {

    private final StillMap<Integer, Long> accounts;

    StillLedger(int size, long each) {
        accounts = new StillMap<>(size);
        for (int account = 0; account < size; account++) {
            accounts.put(account, each);
        }
    }

    @Override
    public void move(int from, int to, long amount) {
        accounts.batch()
                .merge(from, -amount, Long::sum)
                .merge(to, amount, Long::sum)
                .commit();
    }

    @Override
    public long total() {
        long[] total = new long[1];
        try (Snapshot<Integer, Long> snapshot = accounts.snapshot()) {
            snapshot.forEach((account, balance) -> total[0] += balance);
        }
        return total[0];
    }
}
