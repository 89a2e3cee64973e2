package dev.stillmap.trace;

import dev.stillmap.internal.flight.FlightEvents;
import dev.stillmap.internal.flight.FlightLog;
import java.lang.System.Logger;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts audits and passes their findings on: to the sink, or by an exception of the step that found them. */
final class AuditLog {

    private static final Logger LOGGER = System.getLogger("dev.stillmap");

    private final IterationTracer tracer;

    /** Null: what is wrong is thrown. */
    private final @Nullable Consumer<? super Finding> sink;

    private final Set<Audit> open = ConcurrentHashMap.newKeySet();

    private final AtomicLong started = new AtomicLong();

    private final AtomicLong completed = new AtomicLong();

    private final AtomicLong abandoned = new AtomicLong();

    private final AtomicLong failed = new AtomicLong();

    private final AtomicLong entries = new AtomicLong();

    private final AtomicLong wrong = new AtomicLong();

    private final AtomicLong unknown = new AtomicLong();

    private final AtomicLong nanos = new AtomicLong();

    private final AtomicLong longest = new AtomicLong();

    AuditLog(IterationTracer tracer, @Nullable Consumer<? super Finding> sink) {
        this.tracer = tracer;
        this.sink = sink;
    }

    Set<Audit> open() {
        return open;
    }

    void started(Audit audit) {
        open.add(audit);
        started.incrementAndGet();
    }

    void ended(Audit audit) {
        open.remove(audit);
    }

    void completed(List<Finding> findings, long wrongs, long unknowns, long met, long took) {
        completed.incrementAndGet();
        count(findings, wrongs, unknowns, met, took);
        if (sink == null && wrongs > 0) {
            throw new IterationAuditException(findings);
        }
    }

    void abandoned(List<Finding> findings, long wrongs, long unknowns, long met, long took) {
        boolean left = findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.ABANDONED);
        (left ? abandoned : completed).incrementAndGet();
        count(findings, wrongs, unknowns, met, took);
        if (sink == null && wrongs > 0) {
            // There is no step that could throw it.
            LOGGER.log(Logger.Level.WARNING, () -> "an audited iteration was wrong: " + findings);
        }
    }

    void failed(List<Finding> findings, long wrongs, long unknowns, long met, long took) {
        failed.incrementAndGet();
        count(findings, wrongs, unknowns, met, took);
    }

    private void count(List<Finding> findings, long wrongs, long unknowns, long met, long took) {
        wrong.addAndGet(wrongs);
        unknown.addAndGet(unknowns);
        entries.addAndGet(met);
        nanos.addAndGet(took);
        longest.accumulateAndGet(took, Math::max);
        if (wrongs > 0 && FlightLog.wants(FlightLog.Kind.VIOLATION)) {
            FlightEvents.violation(tracer, "AUDIT", findings.toString());
        }
        if (sink != null) {
            findings.forEach(this::pass);
        }
    }

    private void pass(Finding finding) {
        try {
            if (sink != null) {
                sink.accept(finding);
            }
        } catch (RuntimeException e) {
            // The loop that is audited goes on.
            LOGGER.log(Logger.Level.WARNING, "the sink of an audited map failed on: " + finding, e);
        }
    }

    AuditStats stats() {
        return new AuditStats(
                started.get(),
                completed.get(),
                abandoned.get(),
                failed.get(),
                open.size(),
                entries.get(),
                wrong.get(),
                unknown.get(),
                nanos.get(),
                longest.get());
    }
}
