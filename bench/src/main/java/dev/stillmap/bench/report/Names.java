package dev.stillmap.bench.report;

import dev.stillmap.bench.harness.IterationPriorities;
import dev.stillmap.bench.harness.PaddedEpochs;
import dev.stillmap.bench.subject.ScanMethod;
import dev.stillmap.bench.subject.SnapshotMethod;
import dev.stillmap.bench.subject.Subject;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the report calls things. */
final class Names {
    private Names() {}

    /** The label of a subject, of whichever kind its measure has. */
    static String subject(Key key) {
        Stream<Enum<?>> kinds = key.measure().equals("snapshot")
                ? Stream.of(SnapshotMethod.values())
                : Stream.of(
                                Subject.values(),
                                ScanMethod.values(),
                                IterationPriorities.Subject.values(),
                                PaddedEpochs.Subject.values())
                        .flatMap(Stream::of);
        return kinds.filter(kind -> kind.name().equals(key.subject()))
                .map(Enum::toString)
                .findFirst()
                .orElse(key.subject());
    }

    /** Parameters in the order of their names. */
    static String params(Map<String, String> params) {
        return new TreeMap<>(params)
                .entrySet().stream()
                        .map(param -> param.getKey() + "=" + param.getValue())
                        .collect(Collectors.joining(", "));
    }
}
