package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The map, its trace and its reports need the module java.base alone. */
class SmallRunTimeTest {

    @Test
    void aNamedMapIsTracedWithoutFlightRecorder() throws Exception {
        assertThat(ForkedJvm.run(SmallRunTimePeer.class, List.of("--limit-modules", "java.base")))
                .contains("4 records", "UnsupportedOperationException", "jdk.jfr", "was dropped without close()");
    }
}
