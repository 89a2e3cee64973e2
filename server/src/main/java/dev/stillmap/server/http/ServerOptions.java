package dev.stillmap.server.http;

import dev.stillmap.server.held.SnapshotLimits;
import org.jspecify.annotations.Nullable;

/**
 * How a server is reached.
 *
 * @param host the name or address it listens on
 * @param port the port; 0 for any that is free
 * @param token what clients have to know; null if anyone may ask
 * @param snapshots what clients may hold
 * @param tls what it shows itself with; null if it talks plain HTTP
 */
public record ServerOptions(
        String host,
        int port,
        @Nullable String token,
        SnapshotLimits snapshots,
        @Nullable KeyStoreFile tls) {

    /**
     * Without TLS.
     *
     * @param host the name or address it listens on
     * @param port the port; 0 for any that is free
     * @param token what clients have to know; null if anyone may ask
     * @param snapshots what clients may hold
     */
    public ServerOptions(String host, int port, @Nullable String token, SnapshotLimits snapshots) {
        this(host, port, token, snapshots, null);
    }
}
