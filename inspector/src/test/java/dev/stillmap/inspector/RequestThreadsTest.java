package dev.stillmap.inspector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestThreadsTest {

    private static final int MOST = 4;

    private final AtomicInteger cut = new AtomicInteger();

    private final CountDownLatch begun = new CountDownLatch(MOST);

    private final CountDownLatch end = new CountDownLatch(1);

    private final List<RequestThreads> pools = new ArrayList<>();

    @AfterEach
    void close() {
        end.countDown();
        pools.forEach(RequestThreads::shutdownNow);
    }

    private RequestThreads filled(long patienceNanos, boolean mayTakeLong) throws InterruptedException {
        RequestThreads threads = new RequestThreads(MOST, patienceNanos);
        pools.add(threads);
        for (int i = 0; i < MOST; i++) {
            threads.execute(() -> {
                if (mayTakeLong) {
                    threads.mayTakeLong();
                }
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    cut.incrementAndGet();
                }
            });
        }
        begun.await();
        return threads;
    }

    @Test
    void thoseThatStallMakeRoomWhenItIsNeeded() throws Exception {
        RequestThreads threads = filled(-1, false);
        assertThat(cut).hasValue(0);
        assertThatThrownBy(() -> threads.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("all 4 threads");
        CountDownLatch ran = new CountDownLatch(1);
        for (boolean taken = false; !taken; ) {
            try {
                threads.execute(ran::countDown);
                taken = true;
            } catch (RejectedExecutionException e) {
                // Until one that was cut has ended.
                Thread.onSpinWait();
            }
        }
        assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cut.get()).isPositive();
    }

    @Test
    void thoseThatAreNotLateAreLeftAlone() throws Exception {
        RequestThreads patient = filled(TimeUnit.HOURS.toNanos(1), false);
        assertThatThrownBy(() -> patient.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        end.countDown();
        patient.shutdown();
        assertThat(patient.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cut).hasValue(0);
    }

    @Test
    void whatMayTakeLongIsNotCut() throws Exception {
        RequestThreads streams = filled(-1, true);
        assertThatThrownBy(() -> streams.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        end.countDown();
        streams.shutdown();
        assertThat(streams.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cut).hasValue(0);
    }
}
