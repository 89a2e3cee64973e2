package dev.stillmap.server.ingest;

/** An idempotency key came with another body than the first time. */
public final class KeyReusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Of a key.
     *
     * @param key the key
     */
    public KeyReusedException(String key) {
        super(
                "the Idempotency-Key '" + key + "' came with another body before: what is new needs a new key",
                null,
                false,
                false);
    }
}
