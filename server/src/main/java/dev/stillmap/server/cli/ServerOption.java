package dev.stillmap.server.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command asks. */
final class ServerOption {

    @Option(
            names = "--url",
            defaultValue = "${env:STILLMAP_URL:-http://127.0.0.1:7070}",
            description = "Where the server is; the variable STILLMAP_URL or http://127.0.0.1:7070 if left out.")
    private String url = "";

    @Option(
            names = "--token",
            defaultValue = "${env:STILLMAP_TOKEN}",
            description = "What the server wants to be told; the variable STILLMAP_TOKEN if left out.")
    private @Nullable String token;

    Api api() {
        return new Api(url, token);
    }
}
