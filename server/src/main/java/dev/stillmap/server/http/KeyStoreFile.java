package dev.stillmap.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;

/**
 * A certificate and its key in a PKCS #12 file.
 *
 * @param file the file
 * @param password opens it
 */
public record KeyStoreFile(Path file, String password) {

    /**
     * Reads it.
     *
     * @return a store with a key
     * @throws IOException if it cannot be read, or has no key; the message says what to do
     */
    KeyStore read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return store;
                }
            }
            throw new IOException(
                    file.toAbsolutePath() + " has no key, only certificates: openssl pkcs12 -export writes both");
        } catch (GeneralSecurityException e) {
            throw new IOException(file.toAbsolutePath() + " cannot be used for TLS: " + e.getMessage(), e);
        } catch (IOException e) {
            if (e.getCause() instanceof GeneralSecurityException) {
                throw new IOException(file.toAbsolutePath() + " cannot be opened: is the password another one?", e);
            }
            throw e.getMessage() != null
                            && e.getMessage().startsWith(file.toAbsolutePath().toString())
                    ? e
                    : new IOException(
                            file.toAbsolutePath() + " is no PKCS #12 file that can be read (" + e
                                    + "): openssl pkcs12 -export makes one",
                            e);
        }
    }

    /** Not with the password. */
    @Override
    public String toString() {
        return file.toString();
    }
}
