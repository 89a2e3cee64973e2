package dev.stillmap.server.input;

/** Is told how far an input is, and may stop it. Called by the thread that reads. */
public interface ReadProgress {

    /** Reads to the end, and is told nothing. */
    ReadProgress UNWATCHED = new ReadProgress() {
        @Override
        public void read(long allBytes) {}

        @Override
        public boolean isStopped() {
            return false;
        }
    };

    /**
     * Takes note.
     *
     * @param allBytes bytes read since the beginning, as they lie there: compressed, if they are
     */
    void read(long allBytes);

    /**
     * Whether to stop; asked before each line.
     *
     * @return true if no further line is wanted
     */
    boolean isStopped();
}
