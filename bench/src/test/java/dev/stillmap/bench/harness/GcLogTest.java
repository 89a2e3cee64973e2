package dev.stillmap.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GcLogTest {
    @Test
    void g1() {
        var log = new GcLog(List.of(
                "[0.146s][info][gc,start    ] GC(1) Pause Young (Concurrent Start) (System.gc())",
                "[0.189s][info][gc          ] GC(1) Pause Young (Concurrent Start) (System.gc()) 53M->53M(380M) 42.243ms",
                "[0.202s][info][gc,marking  ] GC(2) Concurrent Mark From Roots",
                "[0.223s][info][gc,marking  ] GC(2) Concurrent Mark From Roots 20.827ms",
                "[0.224s][info][gc          ] GC(2) Pause Remark 53M->52M(177M) 0.526ms",
                "[0.224s][info][gc,marking  ] GC(2) Concurrent Mark 21.463ms",
                "[0.300s][info][gc          ] GC(3) Pause Young (Normal) (G1 Evacuation Pause) 25M->22M(380M) 15.926ms",
                "[0.400s][info][gc          ] GC(4) Pause Full (System.gc()) 45M->44M(150M) 44.520ms"));
        assertThat(log.millis(GcLog.G1_MARK)).containsExactly(20.827);
        assertThat(log.millis(GcLog.YOUNG_PAUSE)).containsExactly(15.926);
        assertThat(log.millis(GcLog.FULL_PAUSE)).containsExactly(44.52);
        assertThat(log.millis(GcLog.ANY_PAUSE)).containsExactly(42.243, 0.526, 15.926, 44.52);
    }

    @Test
    void zgcWithGenerationsCountsTheOldMarkOnly() {
        var log = new GcLog(List.of(
                "[0.520s][info][gc,phases   ] GC(1) Y: Pause Mark Start (Major) 0.011ms",
                "[0.520s][info][gc,phases   ] GC(1) Y: Concurrent Mark 0.579ms",
                "[0.646s][info][gc,phases   ] GC(1) O: Concurrent Mark 125.338ms",
                "[0.646s][info][gc,phases   ] GC(1) O: Concurrent Mark Free 0.002ms",
                "[0.646s][info][gc,phases   ] GC(1) O: Pause Mark End 0.019ms"));
        assertThat(log.millis(GcLog.Z_MARK)).containsExactly(125.338);
        assertThat(log.millis(GcLog.ANY_PAUSE)).containsExactly(0.011, 0.019);
    }

    @Test
    void zgcWithoutGenerations() {
        var log = new GcLog(List.of("[0.396s][info][gc,phases   ] GC(1) Concurrent Mark 115.188ms"));
        assertThat(log.millis(GcLog.Z_MARK)).containsExactly(115.188);
    }
}
