package dev.stillmap.tools.replay;

/** A script that makes no sense; the message has file, line and reason. */
final class ScriptException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    ScriptException(String file, int line, String reason) {
        super(file + ":" + line + ": " + reason);
        this.reason = reason;
    }

    /** What is wrong, without a place. */
    String reason() {
        return reason;
    }
}
