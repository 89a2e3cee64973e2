package dev.stillmap.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillmap.EntryCodec;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the fuzz tests run where nobody fuzzes is there, and shows something. */
class FuzzCorpusTest {
    private static List<byte[]> inputs(Class<?> test, String method) throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(
                        test.getResource(test.getSimpleName() + "Inputs/" + method), "no folder of inputs")
                .toURI());
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }

    @Test
    void operationsOfEveryKindWithEveryOutcome() throws IOException, URISyntaxException {
        Set<Enum<?>> reached = new HashSet<>();
        for (byte[] input : inputs(OperationsFuzzTest.class, "operations")) {
            reached.addAll(new OperationSequence(input).run());
        }
        assertThat(reached).contains(Operation.values()).contains(Outcome.values());
    }

    @Test
    void savedMapsOfEveryOutcome() throws IOException, URISyntaxException {
        Set<SavedMapFuzzTest.Outcome> asTheyAre = EnumSet.noneOf(SavedMapFuzzTest.Outcome.class);
        Set<SavedMapFuzzTest.Outcome> forged = EnumSet.noneOf(SavedMapFuzzTest.Outcome.class);
        for (byte[] input : inputs(SavedMapFuzzTest.class, "load")) {
            for (EntryCodec<?, ?> codec : SavedMapFuzzTest.CODECS) {
                asTheyAre.add(SavedMapFuzzTest.check(input, codec));
                forged.add(SavedMapFuzzTest.check(SavedMapFuzzTest.seal(input.clone()), codec));
            }
        }
        assertThat(asTheyAre).containsExactlyInAnyOrder(SavedMapFuzzTest.Outcome.values());
        assertThat(forged).containsExactlyInAnyOrder(SavedMapFuzzTest.Outcome.values());
    }
}
