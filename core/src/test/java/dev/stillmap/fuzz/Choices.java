package dev.stillmap.fuzz;

/** The bytes of one case, read one by one as choices; those beyond the end are 0. */
final class Choices {
    private final byte[] bytes;
    private int at;

    Choices(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean atEnd() {
        return at >= bytes.length;
    }

    /** 0 to 255. */
    int next() {
        return atEnd() ? 0 : bytes[at++] & 0xFF;
    }

    /** 0 to {@code bound - 1}. */
    int below(int bound) {
        return next() % bound;
    }
}
