package dev.stillmap.tools.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stillmap.Iteration;
import dev.stillmap.IterationContract;
import dev.stillmap.IterationOrder;
import dev.stillmap.Snapshot;
import dev.stillmap.StillMap;
import dev.stillmap.classic.GoIterator;
import dev.stillmap.classic.GoMap;
import dev.stillmap.stats.Internals;
import dev.stillmap.stats.InternalsDiff;
import dev.stillmap.trace.IterationState;
import dev.stillmap.trace.TraceRing;
import dev.stillmap.trace.Watched;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffTest {

    @TempDir
    Path folder;

    private final StillMap<Integer, Integer> map = StillMap.<Integer, Integer>builder()
            .name("a \"map\"\n\ud83d\ude00\ud83d\\")
            .build();

    private Path dump(Internals internals, String name) throws IOException {
        Path file = folder.resolve(name);
        internals.dump(file);
        return file;
    }

    private static List<String> diff(Path before, Path after) {
        var printed = new ByteArrayOutputStream();
        assertThat(Diff.run(
                        before.toString(), after.toString(), new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .isTrue();
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void whatIsDumpedIsWhatIsRead() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            map.put(random.nextInt(), i);
        }
        try (Snapshot<Integer, Integer> snapshot = map.snapshot();
                Iteration<Integer, Integer> each = map.iterate(IterationContract.LIVE)) {
            for (int i = 0; i < 3_000; i++) {
                map.put(random.nextInt(), i);
                if (i % 100 == 0 && each.hasNext()) {
                    each.next();
                }
                if (i % 500 == 0) {
                    Internals now = map.internals();
                    assertThat(OutlineReader.read(dump(now, "a.json"))).isEqualTo(now.outline());
                }
            }
            assertThat(snapshot).hasSize(3_000);
            assertThat(map.internals().outline().snapshots()).hasSize(1);
            assertThat(map.internals().outline().iterations()).hasSize(1);
        }
        assertThat(map.internals().outline().snapshots()).isEmpty();
        assertThat(map.internals().outline().iterations()).isEmpty();
    }

    /** Looking has no effect: two looks in a row see the same, and nothing is copied, moved or counted. */
    @Test
    void lookingChangesNothing() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            map.put(i, i);
        }
        try (Snapshot<Integer, Integer> open = map.snapshot()) {
            map.put(1, 2);
            var stats = map.stats();
            Path before = dump(map.internals(), "a.json");
            Path after = dump(map.internals(), "b.json");
            assertThat(diff(before, after)).containsExactly("nothing changed");
            assertThat(map.stats())
                    .usingRecursiveComparison()
                    .ignoringFields("snapshots.oldestNanos")
                    .isEqualTo(stats);
            assertThat(open.get(1)).isEqualTo(1);
        }
    }

    @Test
    void growthSnapshotsAndIterationsShow() throws IOException {
        for (int i = 0; i < 52; i++) {
            map.put(i, i);
        }
        Iteration<Integer, Integer> each = map.iterate(IterationContract.LIVE, IterationOrder.ascending());
        each.next();
        Snapshot<Integer, Integer> old = map.snapshot();
        Path before = dump(map.internals(), "a.json");
        for (int i = 0; i < 8; i++) {
            each.next();
        }
        old.close();
        Snapshot<Integer, Integer> open = map.snapshot();
        int key = 52;
        while (map.internals().tables().size() == 1) {
            map.put(key++, 0);
        }
        List<String> changes = diff(before, dump(map.internals(), "b.json"));

        assertThat(changes)
                .anyMatch(line -> line.matches("entries: 52 -> \\d+"))
                .anyMatch(line -> line.matches("growth: 8 buckets -> 8 -> 16 buckets, \\d of 8 moved"))
                .anyMatch(line -> line.matches("bucket \\d of 8: .*moved.*"))
                .anyMatch(line -> line.matches("snapshot of epoch \\d: opened"))
                .anyMatch(line -> line.matches("snapshot of epoch \\d: closed"))
                .anyMatch(line -> line.matches("iteration \\d+: advanced, bucket 0 -> \\d.*"));
        open.close();
        each.close();
        assertThat(diff(before, dump(map.internals(), "c.json"))).anyMatch(line -> line.endsWith(": ended"));
    }

    @Test
    void overflowAndSeedOfGosMapShow() throws IOException {
        GoMap<Integer, Integer> go = GoMap.builder().name("go").seed(3).build();
        go.tracer().addSink(new TraceRing(10));
        for (int i = 0; i < 52; i++) {
            go.put(i, i);
        }
        GoIterator<Integer, Integer> each = go.iterate();
        each.advance();
        Path before = dump(go.internals(), "a.json");
        assertThat(OutlineReader.read(before)).isEqualTo(go.internals().outline());
        int overflows = go.internals().overflows();
        for (int i = 52;
                go.internals().overflows() == overflows && !go.internals().growing();
                i++) {
            go.put(i, i);
        }
        for (int i = 0; i < 8; i++) {
            each.advance();
        }
        assertThat(diff(before, dump(go.internals(), "b.json")))
                .anyMatch(line -> line.contains("overflow added: ") || line.contains("growth: "))
                .anyMatch(line -> line.matches("iteration \\d+: advanced.*"));
        go.clear();
        assertThat(diff(before, dump(go.internals(), "c.json")))
                .anyMatch(line -> line.startsWith("seed: "))
                .anyMatch(line -> line.equals("entries: 52 -> 0"));
    }

    @Test
    void chainsThatGrowShow() {
        StillMap<Object, Integer> colliding = new StillMap<>();
        Internals before = colliding.internals();
        for (int i = 0; i < 20; i++) {
            colliding.put(
                    new Object() {
                        @Override
                        public int hashCode() {
                            return 1;
                        }
                    },
                    i);
        }
        assertThat(InternalsDiff.between(before, colliding.internals())).anyMatch(line -> line.startsWith("growth: "));
        assertThat(colliding.internals().outline().tables().stream().flatMap(table -> table.chains().stream()))
                .anyMatch(chain -> chain.load() == 20 && chain.overflow() == 12);
    }

    /** The schema names every field that is written, and no other. */
    @Test
    void dumpsAreAsTheSchemaSays() throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(Path.of("..", "docs", "internals.schema.json").toFile());
        map.put(1, 1);
        try (Snapshot<Integer, Integer> snapshot = map.snapshot();
                Iteration<Integer, Integer> each = map.iterate(IterationContract.LIVE)) {
            each.next();
            JsonNode dumped =
                    new ObjectMapper().readTree(dump(map.internals(), "a.json").toFile());
            assertFields(dumped, schema);
            for (String list : List.of("tables", "snapshots", "iterations")) {
                assertFields(
                        dumped.get(list).get(0),
                        schema.get("properties").get(list).get("items"));
            }
            assertThat(dumped.get("tables").get(0).get("chains").get(0))
                    .hasSize(schema.at("/properties/tables/items/properties/chains/items/minItems")
                            .asInt());
            assertThat(snapshot).hasSize(1);
        }
        assertThat(constants(schema, "state")).containsExactly(names(IterationState.values()));
        assertThat(constants(schema, "watched")).containsExactly(names(Watched.values()));
    }

    private static void assertFields(JsonNode object, JsonNode schema) {
        List<String> fields = new ArrayList<>();
        object.fieldNames().forEachRemaining(fields::add);
        List<String> properties = new ArrayList<>();
        schema.get("properties").fieldNames().forEachRemaining(properties::add);
        List<String> required = new ArrayList<>();
        schema.get("required").forEach(name -> required.add(name.asText()));
        assertThat(fields).isEqualTo(properties).isEqualTo(required);
    }

    private static List<String> constants(JsonNode schema, String field) {
        List<String> constants = new ArrayList<>();
        schema.at("/properties/iterations/items/properties/" + field + "/enum")
                .forEach(constant -> constants.add(constant.asText()));
        return constants;
    }

    private static String[] names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "no",
                "{\"format\": \"other\"}",
                "{\"format\": \"stillmap-internals\", \"version\": 1}",
                "{\"format\": \"stillmap-internals\", \"version\": 1, \"seed\": null, \"map\": 1}",
                "{\"format\": \"stillmap-internals\", \"version\": 1, \"map\": \"m\", \"kind\": \"StillMap\", "
                        + "\"entries\": 1.5, \"epoch\": 1, \"seed\": null}",
                "{\"format\": \"stillmap-internals\", \"version\": 1, \"map\": \"m\", \"kind\": \"StillMap\", "
                        + "\"entries\": 1, \"epoch\": 1, \"seed\": null, \"tables\": [{\"buckets\": 2, \"moved\": 0,"
                        + "\"chains\": [[1, 2, 3]]}]}"
            })
    void whatIsNoDumpIsRefusedByName(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("odd.json"), content);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> diff(file, file))
                .withMessageContaining("odd.json")
                .withMessageContaining("dump");
    }

    @Test
    void aMissingFileAndHalfADumpAreRefused() throws IOException {
        map.put(1, 1);
        Path whole = dump(map.internals(), "a.json");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> diff(whole, folder.resolve("none.json")))
                .withMessageContaining("there is no file");
        String text = Files.readString(whole);
        for (int length = 0; length < text.stripTrailing().length(); length++) {
            Path half = Files.writeString(folder.resolve("half.json"), text.substring(0, length));
            assertThatIllegalArgumentException().isThrownBy(() -> diff(whole, half));
        }
    }
}
