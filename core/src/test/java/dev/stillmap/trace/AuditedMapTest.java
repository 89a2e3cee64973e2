package dev.stillmap.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillmap.Await;
import dev.stillmap.StillMap;
import dev.stillmap.trace.Finding.Kind;
import dev.stillmap.trace.Finding.Verdict;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuditedMapTest {

    private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());

    private final Map<String, Integer> plain = new ConcurrentHashMap<>(Map.of("a", 1, "b", 2, "c", 3, "d", 4));

    private final AuditedMap<String, Integer> map = MapIterations.auditedMap(plain, findings::add);

    /** A map whose iterators return what the mistake makes of the right keys. */
    private static final class Broken extends HashMap<String, Integer> {
        private static final long serialVersionUID = 1L;

        private final transient UnaryOperator<List<String>> mistake;

        Broken(UnaryOperator<List<String>> mistake) {
            this.mistake = mistake;
            putAll(Map.of("a", 1, "b", 2, "c", 3));
        }

        private Iterator<String> brokenKeys() {
            return mistake.apply(new ArrayList<>(super.keySet())).iterator();
        }

        @Override
        public Set<String> keySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<String> iterator() {
                    return brokenKeys();
                }

                @Override
                public int size() {
                    return Broken.this.size();
                }
            };
        }

        @Override
        public Set<Map.Entry<String, Integer>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Map.Entry<String, Integer>> iterator() {
                    Iterator<String> keys = brokenKeys();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return keys.hasNext();
                        }

                        @Override
                        public Map.Entry<String, Integer> next() {
                            String key = keys.next();
                            return Map.entry(key, getOrDefault(key, 0));
                        }
                    };
                }

                @Override
                public int size() {
                    return Broken.this.size();
                }
            };
        }
    }

    static Stream<Arguments> mistakes() {
        Map<Kind, UnaryOperator<List<String>>> mistakes = Map.of(
                Kind.MISSED, keys -> keys.subList(1, keys.size()),
                Kind.REPEATED, keys -> List.of(keys.get(0), keys.get(1), keys.get(2), keys.get(0)),
                Kind.INVENTED, keys -> List.of("z", keys.get(0), keys.get(1), keys.get(2)));
        Map<String, Consumer<Map<String, Integer>>> loops = Map.of(
                "entrySet", map -> map.entrySet().forEach(entry -> {}),
                "keySet", map -> map.keySet().forEach(key -> {}),
                "values", map -> map.values().forEach(value -> {}),
                "forEach", map -> map.forEach((key, value) -> {}),
                "stream", map -> map.keySet().stream().forEach(key -> {}),
                "iterator",
                        map -> {
                            for (Iterator<?> each = map.keySet().iterator(); each.hasNext(); each.next()) {}
                        });
        return mistakes.entrySet().stream()
                .flatMap(mistake -> loops.entrySet().stream()
                        .map(loop ->
                                Arguments.of(mistake.getKey(), loop.getKey(), mistake.getValue(), loop.getValue())));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("mistakes")
    void everyMistakeOfAMapIsFound(
            Kind kind, String name, UnaryOperator<List<String>> mistake, Consumer<Map<String, Integer>> loop) {
        AuditedMap<String, Integer> broken = MapIterations.auditedMap(new Broken(mistake), findings::add);
        loop.accept(broken);
        assertThat(findings).extracting(Finding::kind).containsOnly(kind);
        assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.WRONG);
        assertThat(broken.audit().wrong()).isEqualTo(1);

        assertThatExceptionOfType(IterationAuditException.class)
                .isThrownBy(() -> loop.accept(MapIterations.auditedMap(new Broken(mistake))))
                .withMessageContaining(kind.name())
                .satisfies(thrown -> assertThat(thrown.findings()).hasSize(1));
    }

    /** Also its copy would lack the entry, were it not for the size. */
    @Test
    void aMapThatNeverShowsAnEntryIsFoundByItsSize() {
        Map<String, Integer> hiding = new HashMap<>(Map.of("a", 1)) {
            private static final long serialVersionUID = 1L;

            @Override
            public int size() {
                return 2;
            }
        };
        MapIterations.auditedMap(hiding, findings::add).keySet().forEach(key -> {});
        assertThat(findings).extracting(Finding::kind).containsExactly(Kind.SIZE);
    }

    @Test
    void aLoopThatGoesRoundIsFoundBeforeItEnds() {
        Map<String, Integer> round = new Broken(keys ->
                Stream.generate(() -> keys).limit(1_000).flatMap(List::stream).toList());
        Iterator<String> each = MapIterations.auditedMap(round).keySet().iterator();
        assertThatExceptionOfType(IterationAuditException.class).isThrownBy(() -> {
            for (int i = 0; i < 10; i++) {
                each.next();
            }
        });
    }

    @Test
    void changesThroughTheWrapperAreAllowed() {
        int met = 0;
        // What is put back may be met again, without end.
        for (Iterator<String> each = map.keySet().iterator(); each.hasNext() && met < 20; met++) {
            String key = each.next();
            each.remove();
            map.put(key, 9);
            map.put("new " + met, 1);
            map.merge("a", 1, Integer::sum);
            map.computeIfPresent("b", (k, v) -> null);
        }
        map.close();
        map.entrySet().removeIf(entry -> entry.getKey().equals("c"));
        map.replaceAll((key, value) -> value + 1);
        map.entrySet().forEach(entry -> entry.setValue(7));
        map.clear();
        map.forEach((key, value) -> {});
        assertThat(findings).allMatch(finding -> finding.verdict() == Verdict.ABANDONED);
        assertThat(map.audit().started())
                .isEqualTo(map.audit().completed() + map.audit().abandoned());
    }

    @Test
    void changesPastTheWrapperAreUnknown() {
        Iterator<Map.Entry<String, Integer>> each = map.entrySet().iterator();
        String first = each.next().getKey();
        plain.keySet().stream().filter(key -> !key.equals(first)).forEach(plain::remove);
        each.forEachRemaining(entry -> {});
        boolean ended = each.hasNext();

        assertThat(ended).isFalse();
        assertThat(findings).isNotEmpty().extracting(Finding::verdict).containsOnly(Verdict.UNKNOWN);
        assertThat(map.audit().wrong()).isZero();
        assertThat(map.audit().unknown()).isPositive();
    }

    @Test
    void keysAndValuesThatComePastTheWrapperAreUnknown() {
        StillMap<Integer, Integer> still = new StillMap<>();
        for (int i = 0; i < 1_000; i++) {
            still.put(i, i);
        }
        AuditedMap<Integer, Integer> audited = MapIterations.auditedMap(still, findings::add);
        Iterator<Map.Entry<Integer, Integer>> each = audited.entrySet().iterator();
        for (int i = 1_000; i < 3_000; i++) {
            still.put(i, i);
        }
        still.replaceAll((key, value) -> -value - 1_000_000);
        each.forEachRemaining(entry -> {});
        assertThat(findings).extracting(Finding::kind).contains(Kind.INVENTED, Kind.CHANGED);
        assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.UNKNOWN);
        assertThat(findings).hasSizeLessThanOrEqualTo(20);
        assertThat(audited.audit().unknown()).isGreaterThan(1_000);
    }

    private void leaveEarly() {
        for (String key : map.keySet()) {
            assertThat(key).isNotNull();
            break;
        }
    }

    @Test
    void aLoopThatIsLeftIsAbandoned() {
        leaveEarly();
        Await.collectedUntil("it is found", () -> map.audit().abandoned() == 1);
        map.entrySet().iterator().next();
        map.close();
        assertThat(map.audit().abandoned()).isEqualTo(2);
        assertThat(map.audit().open()).isZero();
        assertThat(findings).hasSize(2).extracting(Finding::verdict).containsOnly(Verdict.ABANDONED);
    }

    @Test
    void aLoopThatCountsItsStepsIsComplete() {
        Iterator<String> each = map.keySet().iterator();
        for (int i = 0; i < 4; i++) {
            each.next();
        }
        map.close();
        assertThat(map.audit().completed()).isEqualTo(1);
        assertThat(findings).isEmpty();
    }

    @Test
    void whatTheIteratorThrowsIsPassedOnAndReported() {
        Map<String, Integer> hash = new HashMap<>(plain);
        AuditedMap<String, Integer> audited = MapIterations.auditedMap(hash, findings::add);
        assertThatExceptionOfType(ConcurrentModificationException.class)
                .isThrownBy(() -> audited.keySet().forEach(key -> audited.put("new", 1)));
        assertThat(audited.audit().failed()).isEqualTo(1);
        assertThat(findings).extracting(Finding::kind).containsExactly(Kind.FAILED);
    }

    @Test
    void keysAreEqualAsInTheMap() {
        Map<String, Integer> ignoringCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        ignoringCase.putAll(Map.of("a", 1, "b", 2, "c", 3));
        AuditedMap<String, Integer> audited = MapIterations.auditedMap(ignoringCase, findings::add);
        for (Iterator<String> each = audited.keySet().iterator(); each.hasNext(); ) {
            if (each.next().equals("a")) {
                each.remove();
            }
            audited.replace("B", 5);
        }
        Map<String, Integer> identical = new IdentityHashMap<>();
        identical.put(new String("x"), 1);
        identical.put(new String("x"), 2);
        MapIterations.auditedMap(identical, findings::add).forEach((key, value) -> {});
        Map<String, Integer> byAccess = new LinkedHashMap<>(16, 0.75f, true);
        byAccess.putAll(plain);
        byAccess.put(null, null);
        MapIterations.auditedMap(byAccess, findings::add).entrySet().forEach(entry -> {});
        assertThat(findings).isEmpty();
    }

    /** What the map refuses leaves no note behind that would spoil later iterations. */
    @Test
    void aKeyThatTheMapRefusesHarmsNoAudit() {
        AuditedMap<Object, Integer> audited =
                MapIterations.auditedMap(new TreeMap<>(Map.of("a", 1, "b", 2)), findings::add);
        Iterator<Object> each = audited.keySet().iterator();
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> audited.put(null, 1));
        assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> audited.remove(5));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> audited.compute("a", (k, v) -> {
                    throw new IllegalArgumentException();
                }));
        each.forEachRemaining(key -> {});
        assertThat(each.hasNext()).isFalse();
        audited.keySet().forEach(key -> {});
        assertThat(audited.audit().completed()).isEqualTo(2);
        assertThat(findings).isEmpty();
    }

    /** Entries of concurrent maps put back what has been removed. */
    @Test
    void anEntryThatPutsItsKeyBackInventsNothing() {
        Map.Entry<String, Integer> entry = map.entrySet().iterator().next();
        map.close();
        map.remove(entry.getKey());
        Iterator<String> each = map.keySet().iterator();
        entry.setValue(9);
        each.forEachRemaining(key -> {});
        assertThat(each.hasNext()).isFalse();
        assertThat(findings).allMatch(finding -> finding.verdict() == Verdict.ABANDONED);
    }

    /** Touched through the wrapper before, but put past it. */
    @Test
    void aKeyThatWasTouchedAndThenCamePastTheWrapperIsUnknown() {
        StillMap<Integer, Integer> still = new StillMap<>();
        still.put(1, 1);
        AuditedMap<Integer, Integer> audited = MapIterations.auditedMap(still, findings::add);
        Iterator<Integer> each = audited.keySet().iterator();
        for (int i = 2; i < 100; i++) {
            audited.remove(i);
            still.put(i, i);
        }
        each.forEachRemaining(key -> {});
        assertThat(each.hasNext()).isFalse();
        assertThat(findings).isNotEmpty().extracting(Finding::verdict).containsOnly(Verdict.UNKNOWN);
    }

    @Test
    void aKeyThatCannotBePrintedEndsTheAuditAllTheSame() {
        Object mute = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        };
        Map<Object, Integer> hiding = new HashMap<>(Map.of(mute, 1)) {
            private static final long serialVersionUID = 1L;

            @Override
            public Set<Object> keySet() {
                return Set.of();
            }
        };
        AuditedMap<Object, Integer> audited = MapIterations.auditedMap(hiding, findings::add);
        audited.keySet().forEach(key -> {});
        assertThat(findings).extracting(Finding::kind).containsExactly(Kind.MISSED);
        assertThat(audited.audit().open()).isZero();
    }

    @Test
    void anAuditOfALockedMapLetsWritersInWhenALoopThrows() {
        LockingMap<String, Integer> locked = new LockingMap<>(new HashMap<>(plain), Long.MAX_VALUE / 2, () -> 0);
        AuditedMap<String, Integer> audited = MapIterations.auditedMap(locked, findings::add);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> audited.keySet().forEach(key -> {
                    throw new IllegalArgumentException();
                }));
        assertThat(locked.holds().open()).isZero();
    }

    @Test
    void iterationsAreCountedTimedAndTraced() {
        TraceRing ring = new TraceRing(100);
        map.tracer().addSink(ring);
        map.forEach((key, value) -> {});
        map.keySet().forEach(key -> {});
        AuditStats stats = map.audit();
        assertThat(stats.started()).isEqualTo(2);
        assertThat(stats.completed()).isEqualTo(2);
        assertThat(stats.entries()).isEqualTo(8);
        assertThat(stats.nanos()).isPositive().isGreaterThanOrEqualTo(stats.longestNanos());
        assertThat(stats.longestNanos()).isPositive();
        assertThat(ring.records().subList(0, 4))
                .extracting(TransitionRecord::to)
                .containsExactly(
                        IterationState.CREATED,
                        IterationState.WALKING,
                        IterationState.EXHAUSTED,
                        IterationState.RELEASED);
        assertThat(ring.records())
                .hasSize(8)
                .allMatch(record -> record.contract().equals("AUDITED"));
    }

    @Test
    void aSinkThatThrowsHarmsNobody() {
        AuditedMap<String, Integer> audited =
                MapIterations.auditedMap(new Broken(keys -> keys.subList(1, 3)), finding -> {
                    throw new IllegalArgumentException("full");
                });
        audited.keySet().forEach(key -> {});
        assertThat(audited.audit().wrong()).isEqualTo(1);
    }
}
