package dev.stillmap.server.generator;

import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.EventParser;
import dev.stillmap.server.input.EventSink;
import dev.stillmap.server.input.ReadProgress;
import dev.stillmap.server.input.Rejected;
import java.util.concurrent.locks.LockSupport;

/** Feeds payments to a sink at a pace, as an input that has no end. For one thread. */
public final class PaymentInput {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Closer deadlines are met in bunches: a shorter sleep is not to be had. */
    private static final long SHORTEST_SLEEP_NANOS = 1_000_000;

    private static final String SOURCE = "generator";

    private final CardPayments payments;

    private final double perSecond;

    /**
     * Of these payments.
     *
     * @param payments what is fed
     * @param perSecond how many a second of real time; what could not keep up is caught up with
     */
    public PaymentInput(CardPayments payments, double perSecond) {
        this.payments = payments;
        this.perSecond = perSecond;
    }

    /**
     * Feeds until it is stopped.
     *
     * @param input what a server makes of a payment's columns
     * @param sink takes the events
     * @param progress says when to stop
     */
    public void run(InputDefinition input, EventSink sink, ReadProgress progress) {
        EventParser parser = new EventParser(input);
        long start = System.nanoTime();
        for (long fed = 1; !progress.isStopped(); fed++) {
            Payment payment = payments.next();
            try {
                sink.accept(
                        parser.parse(field -> field.column() == null ? null : payment.column(field.column())),
                        fed,
                        SOURCE);
            } catch (BadEventException e) {
                sink.reject(new Rejected(SOURCE, fed, String.valueOf(e.getMessage()), payment.toString()));
            }
            long early = start + (long) (fed * NANOS_PER_SECOND / perSecond) - System.nanoTime();
            if (early > SHORTEST_SLEEP_NANOS) {
                LockSupport.parkNanos(early);
            }
        }
    }
}
