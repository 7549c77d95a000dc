package dev.millrace.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ThreadTimesTest {

    private static final String NAME = "thread-times-test";

    @Test
    void shouldNotCountAThreadThatHasEndedAsWorkUndone() throws InterruptedException {
        // Given a thread that has worked
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(end::join, NAME);
        thread.start();
        ThreadTimes before = ThreadTimes.now(NAME);

        // When it ends
        end.complete(null);
        thread.join();

        // Then
        assertThat(before.nanos()).hasSize(1);
        assertThat(ThreadTimes.now(NAME).secondsSince(before)).isZero();
    }

    @Test
    void shouldAddUpWhatEachThreadDidSince() {
        ThreadTimes before = new ThreadTimes(Map.of(1L, 1_000_000_000L, 2L, 5L));

        assertThat(new ThreadTimes(Map.of(1L, 3_000_000_000L, 3L, 500_000_000L)).secondsSince(before))
                .isEqualTo(2.5);
    }
}
