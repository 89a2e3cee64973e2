package dev.stillmap.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.StillMap;
import dev.stillmap.Stress;
import dev.stillmap.scenario.Crew;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Maps that are right are never called wrong, nor doubtful while all go through the wrapper. */
class AuditedMapRandomTest {
    private static final long SEED = Stress.seed();

    private static final int KEYS = 40;

    private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());

    private List<Finding> doubtful() {
        return findings.stream()
                .filter(finding -> finding.verdict() != Finding.Verdict.ABANDONED)
                .toList();
    }

    static Stream<Arguments> concurrent() {
        return Stream.of(maps("StillMap", StillMap::new), maps("ConcurrentHashMap", ConcurrentHashMap::new));
    }

    static Stream<Arguments> all() {
        return Stream.concat(
                concurrent(),
                Stream.of(
                        maps("HashMap", HashMap::new),
                        maps("LinkedHashMap", LinkedHashMap::new),
                        maps("TreeMap", TreeMap::new)));
    }

    private static Arguments maps(String name, Supplier<Map<Integer, Integer>> maps) {
        return Arguments.of(name, maps);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void noFalseAlarmInOneThread(String name, Supplier<Map<Integer, Integer>> maps) {
        for (int run = 0; run < Stress.scaled(4_000); run++) {
            Random random = new Random(SEED + run);
            Map<Integer, Integer> plain = maps.get();
            AuditedMap<Integer, Integer> map = MapIterations.auditedMap(plain, findings::add);
            for (int i = random.nextInt(KEYS); i > 0; i--) {
                map.put(random.nextInt(KEYS), i);
            }
            boolean any = !(plain instanceof HashMap || plain instanceof TreeMap);
            loop(map, random, any, 2);
            map.close();
            assertThat(doubtful()).as("stillmap.seed=%d, run %d", SEED, run).isEmpty();
        }
    }

    /** A loop that removes by its iterator, changes values, and anything else where the map allows it. */
    private static void loop(Map<Integer, Integer> map, Random random, boolean any, int depth) {
        Iterator<?> each = switch (random.nextInt(3)) {
            case 0 -> map.keySet().iterator();
            case 1 -> map.values().iterator();
            default -> map.entrySet().iterator();
        };
        while (each.hasNext()) {
            each.next();
            switch (random.nextInt(12)) {
                case 0 -> {
                    if (any || depth == 2) {
                        each.remove();
                    }
                }
                case 1 -> map.replaceAll((key, value) -> value + 1);
                case 2 -> {
                    if (any) {
                        map.put(random.nextInt(KEYS), 1);
                    }
                }
                case 3 -> {
                    if (any) {
                        map.remove(random.nextInt(KEYS));
                    }
                }
                case 4 -> {
                    if (any) {
                        map.merge(random.nextInt(KEYS), 1, (a, b) -> random.nextBoolean() ? null : a + b);
                    }
                }
                case 5 -> {
                    if (depth > 0) {
                        loop(map, random, any, any ? depth - 1 : 0);
                    }
                }
                case 6 -> {
                    if (random.nextInt(10) == 0) {
                        return;
                    }
                }
                case 7 -> {
                    if (any && random.nextInt(10) == 0) {
                        map.clear();
                    }
                }
                default -> {}
            }
        }
    }

    /**
     * Seen red with changes noted only after they were made ({@code beginChange} left out), and with an audit that does
     * not look at what is under way when it begins.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("concurrent")
    void noFalseAlarmWithManyThreads(String name, Supplier<Map<Integer, Integer>> maps) throws Exception {
        AuditedMap<Integer, Integer> map = MapIterations.auditedMap(maps.get(), findings::add);
        Crew crew = new Crew();
        crew.lead("walker", () -> {
            for (int i = 0; i < Stress.scaled(20_000); i++) {
                map.forEach((key, value) -> {});
            }
        });
        for (int writer = 0; writer < 3; writer++) {
            crew.follow("writer", () -> {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                int key = random.nextInt(KEYS);
                switch (random.nextInt(5)) {
                    case 0 -> map.remove(key);
                    case 1 -> map.compute(key, (k, v) -> v == null ? 1 : null);
                    case 2 -> map.replace(key, 5);
                    case 3 -> map.keySet().remove(key);
                    default -> map.put(key, key);
                }
            });
        }
        assertThat(crew.run()).isNull();
        assertThat(doubtful()).isEmpty();
        assertThat(map.audit().completed()).isEqualTo(Stress.scaled(20_000));
    }
}
