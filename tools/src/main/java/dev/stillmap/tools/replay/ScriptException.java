package dev.stillmap.tools.replay;

/** A script that makes no sense; the message has file, line and reason. */
final class ScriptException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ScriptException(String file, int line, String reason) {
        super(file + ":" + line + ": " + reason);
    }
}
