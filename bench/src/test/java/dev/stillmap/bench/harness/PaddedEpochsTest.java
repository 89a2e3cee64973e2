package dev.stillmap.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PaddedEpochsTest {
    @Test
    void theWordsMoveBetweenTheRoom() throws Exception {
        String padded = PaddedEpochs.padded(
                Files.readString(Path.of("../core/src/main/java/dev/stillmap/internal/Epochs.java")));
        assertThat(padded)
                .containsOnlyOnce("volatile long number = 1;")
                .containsOnlyOnce("volatile Epoch epoch = new Epoch(1, null, null);")
                .contains("public final class Epochs extends RoomBehind {")
                .contains("long before15;", "long behind15;")
                .doesNotContain("@Nullable");
    }

    @Test
    void anotherSourceIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> PaddedEpochs.padded("public final class Epochs {}"))
                .withMessageContaining("volatile");
    }
}
