package dev.stillmap.tools.demo;

import java.util.concurrent.ConcurrentHashMap;

/**
 * A {@code ConcurrentHashMap}, summed up by its iterator: nobody waits, and money is on its way while it is counted.
 */
final class IteratedLedger implements Ledger {

    private final ConcurrentHashMap<Integer, Long> accounts = new ConcurrentHashMap<>();

    IteratedLedger(int size, long each) {
        for (int account = 0; account < size; account++) {
            accounts.put(account, each);
        }
    }

    @Override
    public void move(int from, int to, long amount) {
        accounts.merge(from, -amount, Long::sum);
        accounts.merge(to, amount, Long::sum);
    }

    @Override
    public long total() {
        long total = 0;
        for (long balance : accounts.values()) {
            total += balance;
        }
        return total;
    }
}
