package dev.stillmap.server.definition;

/** A definition that makes no sense. The message says where and why, and what would. */
public final class DefinitionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    DefinitionException(String source, int line, String reason) {
        super(source + ", line " + line + ": " + reason);
        this.line = line;
    }

    /**
     * Where it is.
     *
     * @return the line, from 1 on
     */
    public int line() {
        return line;
    }
}
