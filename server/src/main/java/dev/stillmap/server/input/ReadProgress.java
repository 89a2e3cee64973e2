package dev.stillmap.server.input;

/** Is told how far an input is, says where it begins, and may stop it. Called by the thread that reads. */
public interface ReadProgress {

    /** Reads to the end, and is told nothing. */
    ReadProgress UNWATCHED = new ReadProgress() {
        @Override
        public void read(long allBytes) {}

        @Override
        public long after() {
            return 0;
        }

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
     * From where to read; asked once.
     *
     * @return the line of the last event, or rejected line, that is known from an earlier time and is not read again; 0 if none is
     */
    long after();

    /**
     * Whether to stop; asked before each line.
     *
     * @return true if no further line is wanted
     */
    boolean isStopped();
}
