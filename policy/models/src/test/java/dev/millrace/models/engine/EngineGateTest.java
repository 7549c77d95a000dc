package dev.millrace.models.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineGateTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final EngineGate gate = new EngineGate();

    @Test
    void shouldWaitForThePieceInHandAndWhatLiesInsideIt() throws Exception {
        // Given
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> work = CompletableFuture.runAsync(() -> {
            gate.enter();
            begun.countDown();
            await(goOn);
            gate.enter();
            done.set(true);
            gate.leave();
            gate.leave();
        });
        await(begun);

        // When
        assertThat(gate.close(Duration.ofMillis(1))).isFalse();
        goOn.countDown();

        // Then
        assertThat(gate.close(LONG)).isTrue();
        assertThat(done).isTrue();
        work.get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldLetNoFurtherPieceBegin() throws Exception {
        // Given
        assertThat(gate.close(LONG)).isTrue();
        AtomicBoolean entered = new AtomicBoolean();
        Thread late = new Thread(() -> {
            gate.enter();
            entered.set(true);
        });
        late.setDaemon(true);

        // When
        late.start();
        while (late.isAlive() && late.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        // Then
        assertThat(entered).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
