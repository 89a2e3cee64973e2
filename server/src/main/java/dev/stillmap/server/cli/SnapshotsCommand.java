package dev.stillmap.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes, lists and ends snapshots that the server holds. */
@Command(
        name = "snapshots",
        mixinStandardHelpOptions = true,
        description = "Takes, lists and ends snapshots that the server holds, and says what changed between two.")
final class SnapshotsCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: list, create, delete or changes");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static String shown(JsonNode snapshot) {
        return snapshot.path("id").asText() + "  " + snapshot.path("created").asText() + "  until "
                + snapshot.path("expires").asText() + "  "
                + snapshot.path("name").asText();
    }

    @Command(mixinStandardHelpOptions = true, description = "Those that are held, the oldest first.")
    int list(@Mixin ServerOption server) {
        for (JsonNode snapshot : server.api().get("/v1/snapshots").path("snapshots")) {
            out().println(shown(snapshot).stripTrailing());
        }
        out().flush();
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Takes one, and prints its id.")
    int create(
            @Mixin ServerOption server,
            @Option(names = "--name", description = "What to call it.") @Nullable String name,
            @Option(names = "--ttl", description = "How long it is held: 30s, 5m, 1h.") @Nullable String ttl) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (name != null) {
            body.put("name", name);
        }
        if (ttl != null) {
            body.put("ttl", ttl);
        }
        out().println(server.api()
                .post("/v1/snapshots", "application/json", body.toString())
                .path("id")
                .asText());
        out().flush();
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Ends one.")
    int delete(@Mixin ServerOption server, @Parameters(paramLabel = "ID") String id) {
        server.api().delete("/v1/snapshots/" + Api.encoded(id));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "The entities that had an event since an older one, as JSON Lines.")
    int changes(
            @Mixin ServerOption server,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--since", required = true, paramLabel = "ID", description = "The older one.")
                    String since) {
        String path = "/v1/snapshots/" + Api.encoded(id) + "/changes?since=" + Api.encoded(since);
        server.api().copy(path, out());
        return 0;
    }
}
