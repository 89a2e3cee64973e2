package dev.stillmap.tools.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A {@code HashMap} behind a read-write lock: totals are right, and everybody waits while one is counted. */
final class LockedLedger implements Ledger {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private final Map<Integer, Long> accounts = new HashMap<>();

    LockedLedger(int size, long each) {
        for (int account = 0; account < size; account++) {
            accounts.put(account, each);
        }
    }

    @Override
    public void move(int from, int to, long amount) {
        lock.writeLock().lock();
        try {
            accounts.merge(from, -amount, Long::sum);
            accounts.merge(to, amount, Long::sum);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public long total() {
        lock.readLock().lock();
        try {
            long total = 0;
            for (long balance : accounts.values()) {
                total += balance;
            }
            return total;
        } finally {
            lock.readLock().unlock();
        }
    }
}
