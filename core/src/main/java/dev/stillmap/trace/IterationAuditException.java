package dev.stillmap.trace;

import java.util.List;
import java.util.stream.Collectors;

/** An audited iteration was wrong; thrown by the step that found it. */
public final class IterationAuditException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** What was found. */
    private final transient List<Finding> findings;

    IterationAuditException(List<Finding> findings) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
        this.findings = findings;
    }

    /**
     * What was found.
     *
     * @return the findings, the first ones of many; empty in a copy that was deserialized
     */
    @SuppressWarnings("NullAway") // a deserialized copy has none
    public List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }
}
