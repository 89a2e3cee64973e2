package dev.stillmap.tools.demo;

/** Accounts between which money is moved, so that their total never changes. Thread-safe. */
interface Ledger {

    /** Takes the amount from one account and gives it to the other. */
    void move(int from, int to, long amount);

    /** The sum over all accounts, as this ledger can see it. */
    long total();
}
