package dev.millrace.models.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.jni.JniUtils;

/**
 * A stretch of inference on this thread: no gradients are recorded, and every array made inside is freed at its end.
 *
 * <p>Belongs to the thread that opened it; scopes nest, and close in reverse order. An array that must live longer is
 * taken out with {@link NDScope#unregister(ai.djl.ndarray.NDArray)} directly after it was made.
 */
public final class NoGradScope implements AutoCloseable {

    private final NDManager manager;
    private final NDScope arrays;
    private final boolean gradModeBefore;

    private NoGradScope(NDManager manager, NDScope arrays, boolean gradModeBefore) {
        this.manager = manager;
        this.arrays = arrays;
        this.gradModeBefore = gradModeBefore;
    }

    /** Opens a scope on this thread. */
    public static NoGradScope open() {
        EngineGate.OF_PROCESS.enter();
        try {
            NDManager manager = PolicyEngine.get().newManager();
            boolean before = JniUtils.isGradMode();
            JniUtils.setGradMode(false);
            return new NoGradScope(manager, new NDScope(), before);
        } catch (RuntimeException e) {
            EngineGate.OF_PROCESS.leave();
            throw e;
        }
    }

    /** Makes the arrays of this scope. */
    public NDManager manager() {
        return manager;
    }

    @Override
    public void close() {
        try (manager;
                arrays) {
            // Each is closed, from the last to the first, whatever the others throw.
        } finally {
            JniUtils.setGradMode(gradModeBefore);
            EngineGate.OF_PROCESS.leave();
        }
    }
}
