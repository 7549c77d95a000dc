package dev.millrace.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ScopeTest {

    @Test
    void shouldFreeWhatWasMadeInsideAndKeepWhatWasTakenOut() {
        // Given
        try (NDManager owner = PolicyEngine.get().newManager()) {
            NDArray freed;
            NDArray kept;

            // When
            try (NoGradScope scope = NoGradScope.open()) {
                freed = scope.manager()
                        .create(new float[] {1, 2})
                        .add(scope.manager().create(1f));
                kept = TensorOps.keep(owner.zeros(freed.getShape()));
            }

            // Then
            assertThat(freed.isReleased()).isTrue();
            assertThat(kept.isReleased()).isFalse();
        }
    }

    @Test
    void shouldRecordNoGradientInsideANoGradScope() {
        try (NDManager owner = PolicyEngine.get().newManager();
                GradientScope gradients = GradientScope.open()) {
            // Given
            NDArray x = TensorOps.keep(owner.create(new float[] {3}));
            x.setRequiresGradient(true);
            NDArray inside;

            // When
            try (NoGradScope ignored = NoGradScope.open()) {
                inside = x.square();
                assertThat(inside.hasGradient()).isFalse();
            }
            NDArray outside = x.square().sum();
            gradients.backward(outside);

            // Then
            assertThat(x.getGradient().toFloatArray()).containsExactly(6);
        }
    }

    @Test
    void shouldCloseTheRestWhenAnArrayDoesNotClose() {
        // Given
        NDArray stubborn = failingToClose();
        GradientScope gradients = GradientScope.open();
        NDManager manager = gradients.manager();
        NDScope.register(stubborn);

        // When
        assertThatThrownBy(gradients::close).hasMessage("does not close");

        // Then
        assertThat(manager.isOpen()).isFalse();
        GradientScope.open().close();
    }

    @Test
    void shouldRecordGradientsAgainWhenAnArrayDoesNotClose() {
        // Given
        JniUtils.setGradMode(true);
        NoGradScope scope = NoGradScope.open();
        NDScope.register(failingToClose());

        // When
        assertThatThrownBy(scope::close).hasMessage("does not close");

        // Then
        assertThat(scope.manager().isOpen()).isFalse();
        assertThat(JniUtils.isGradMode()).isTrue();
    }

    /** Fails the first time it is asked to close. */
    private static NDArray failingToClose() {
        AtomicBoolean asked = new AtomicBoolean();
        return (NDArray) Proxy.newProxyInstance(
                ScopeTest.class.getClassLoader(), new Class<?>[] {NDArray.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close") && asked.compareAndSet(false, true)) {
                        throw new IllegalStateException("does not close");
                    }
                    return method.getName().equals("hashCode") ? System.identityHashCode(asked) : null;
                });
    }

    @Test
    void shouldLetOneThreadAtATimeCollectGradients() throws Exception {
        // Given
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicBoolean firstClosed = new AtomicBoolean();
        CompletableFuture<Boolean> second;
        try (GradientScope ignored = GradientScope.open()) {
            // When
            second = CompletableFuture.supplyAsync(() -> {
                waiting.countDown();
                try (GradientScope own = GradientScope.open()) {
                    own.manager().create(1f);
                    return firstClosed.get();
                }
            });
            waiting.await();
            firstClosed.set(true);
        }

        // Then
        assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldRefuseASecondScopeOnTheSameThread() {
        try (GradientScope ignored = GradientScope.open()) {
            assertThatThrownBy(GradientScope::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already collects gradients");
        }
    }

    @Test
    void shouldRefuseOtherSettingsOnceStarted() {
        // Given
        EngineSettings running = PolicyEngine.get().settings();
        EngineSettings other = new EngineSettings(running.threads() + 1, 1);

        // Then
        assertThatThrownBy(() -> PolicyEngine.start(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already runs with");
        assertThat(PolicyEngine.start(running)).isSameAs(PolicyEngine.get());
    }
}
