package dev.stillmap.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks for one entity as of now, or for all of a type as of one instant. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = {
            "With a key: one entity as of now. Without: the entities of a type as of one instant.",
            "A snapshot is taken for that, and given back, unless one is named."
        })
final class QueryCommand implements Callable<Integer> {

    @Mixin
    private ServerOption server = new ServerOption();

    @Parameters(index = "0", arity = "0..1", paramLabel = "TYPE", description = "A type of entity: customer")
    private @Nullable String type;

    @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "The key of one of them.")
    private @Nullable String key;

    @Option(names = "--where", description = "A condition such as 'lines >= 3'. Several have to hold all.")
    private List<String> where = List.of();

    @Option(names = "--select", description = "Names of features, with commas; all if left out.")
    private @Nullable String select;

    @Option(names = "--order", description = "Names of features, with commas; - before one puts the largest first.")
    private @Nullable String order;

    @Option(names = "--top", description = "So many, in that order.")
    private @Nullable Integer top;

    @Option(names = "--format", defaultValue = "ndjson", description = "ndjson or csv; ${DEFAULT-VALUE} if left out.")
    private String format = "";

    @Option(
            names = "--group-by",
            paramLabel = "FEATURE",
            description = "How many there are for each value, and their totals.")
    private @Nullable String groupBy;

    @Option(names = "--snapshot", paramLabel = "ID", description = "The snapshot to ask; a new one if left out.")
    private @Nullable String snapshot;

    @Option(names = "--totals", description = "Instead of entities: the totals of all types, and whether they agree.")
    private boolean totals;

    @Option(names = "--json", description = "One entity or totals as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Api api = server.api();
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (totals) {
                requireNoneOf("totals", "--where", "--select", "--order", "--top", "--group-by", "--format");
                if (type != null) {
                    throw new ParameterException(spec.commandLine(), "totals are of all types: leave " + type + " out");
                }
                return totals(api, out);
            }
            if (type == null) {
                throw new ParameterException(spec.commandLine(), "say the type of entity, or --totals");
            }
            if (key != null) {
                requireNoneOf(
                        "a single entity",
                        "--where",
                        "--select",
                        "--order",
                        "--top",
                        "--group-by",
                        "--snapshot",
                        "--format");
                one(api, type, key, out);
            } else {
                all(api, type, out);
            }
            return 0;
        } finally {
            out.flush();
        }
    }

    /** What would not be looked at must not seem to be. */
    private void requireNoneOf(String what, String... options) {
        for (String option : options) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(spec.commandLine(), option + " is not for " + what + ": leave it out");
            }
        }
    }

    private int totals(Api api, PrintWriter out) {
        JsonNode answer =
                api.get(snapshot == null ? "/v1/consistency" : "/v1/snapshots/" + Api.encoded(snapshot) + "/totals");
        boolean consistent = answer.path("consistent").asBoolean();
        if (json) {
            out.println(answer);
            return consistent ? 0 : 1;
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        answer.path("entities").fieldNames().forEachRemaining(head::add);
        rows.add(head);
        List<String> counts = new ArrayList<>(List.of("entities"));
        head.subList(1, head.size())
                .forEach(name -> counts.add(answer.path("entities").path(name).asText()));
        rows.add(counts);
        for (JsonNode feature : answer.path("features")) {
            List<String> row = new ArrayList<>(List.of(feature.path("name").asText()));
            head.subList(1, head.size())
                    .forEach(name -> row.add(feature.path("totals").path(name).asText()));
            row.add(feature.path("equal").asBoolean() ? "equal" : "NOT EQUAL");
            rows.add(row);
        }
        print(rows, out);
        return consistent ? 0 : 1;
    }

    private void one(Api api, String type, String key, PrintWriter out) {
        JsonNode entity = api.get("/v1/entities/" + Api.encoded(type) + "/" + Api.encoded(key));
        if (json) {
            out.println(entity);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> feature : entity.path("features").properties()) {
            JsonNode value = feature.getValue();
            rows.add(List.of(
                    feature.getKey(), value.isNull() ? "-" : value.isTextual() ? value.asText() : value.toString()));
        }
        print(rows, out);
    }

    private void all(Api api, String type, PrintWriter out) {
        String id = snapshot;
        if (id == null) {
            id = api.post("/v1/snapshots", "application/json", "{\"name\":\"query\"}")
                    .path("id")
                    .asText();
        }
        try {
            if (groupBy != null) {
                groups(api, id, type, groupBy, out);
            } else {
                api.copy("/v1/snapshots/" + Api.encoded(id) + "/entities/" + Api.encoded(type) + question(), out);
            }
        } finally {
            if (snapshot == null) {
                giveBack(api, id);
            }
        }
    }

    /** If that fails the answer is none the worse, and why there is none is already known: the snapshot ends by itself. */
    private static void giveBack(Api api, String id) {
        try {
            api.delete("/v1/snapshots/" + Api.encoded(id));
        } catch (Failure e) {
            return;
        }
    }

    private String question() {
        StringBuilder question = new StringBuilder("?format=" + Api.encoded(format));
        conditions(question);
        add(question, "select", select);
        add(question, "order", order);
        add(question, "top", top);
        return question.toString();
    }

    private void conditions(StringBuilder question) {
        where.forEach(condition -> add(question, "where", condition));
    }

    private static void add(StringBuilder question, String name, @Nullable Object value) {
        if (value != null) {
            question.append('&').append(name).append('=').append(Api.encoded(value.toString()));
        }
    }

    private void groups(Api api, String id, String type, String by, PrintWriter out) {
        StringBuilder question = new StringBuilder("?by=" + Api.encoded(by));
        conditions(question);
        JsonNode answer = api.get("/v1/snapshots/" + Api.encoded(id) + "/groups/" + Api.encoded(type) + question);
        if (json) {
            out.println(answer);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(by, "entities"));
        answer.path("groups").path(0).path("totals").fieldNames().forEachRemaining(head::add);
        rows.add(head);
        for (JsonNode group : answer.path("groups")) {
            List<String> row = new ArrayList<>();
            row.add(group.path("value").isNull() ? "-" : group.path("value").asText());
            row.add(group.path("entities").asText());
            head.subList(2, head.size())
                    .forEach(name -> row.add(group.path("totals").path(name).asText()));
            rows.add(row);
        }
        print(rows, out);
    }

    /** Columns as wide as they need, numbers to the right. */
    private static void print(List<List<String>> rows, PrintWriter out) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String padding = " ".repeat(widths.get(i) - row.get(i).length());
                boolean right = row.size() > 2 && i > 0;
                line.append(i == 0 ? "" : "  ").append(right ? padding + row.get(i) : row.get(i) + padding);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
