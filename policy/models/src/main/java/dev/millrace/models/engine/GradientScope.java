package dev.millrace.models.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A forward and backward pass on this thread. The engine allows one gradient collector in the whole process, so opening
 * a second scope on another thread waits for the first to close, and on the same thread it is refused.
 *
 * <p>Every array made inside is freed at its end; gradients live in the parameters and stay.
 */
public final class GradientScope implements AutoCloseable {

    private static final ReentrantLock ONE_COLLECTOR = new ReentrantLock();

    private final NDManager manager;
    private final NDScope arrays;
    private final GradientCollector collector;

    private GradientScope(NDManager manager, NDScope arrays, GradientCollector collector) {
        this.manager = manager;
        this.arrays = arrays;
        this.collector = collector;
    }

    /** Opens a scope, waiting while another thread holds one. */
    public static GradientScope open() {
        if (ONE_COLLECTOR.isHeldByCurrentThread()) {
            throw new IllegalStateException("this thread already collects gradients; close that scope first");
        }
        EngineGate.OF_PROCESS.enter();
        ONE_COLLECTOR.lock();
        try {
            PolicyEngine engine = PolicyEngine.get();
            NDManager manager = engine.newManager();
            try {
                GradientCollector collector = engine.djl().newGradientCollector();
                return new GradientScope(manager, new NDScope(), collector);
            } catch (RuntimeException e) {
                manager.close();
                throw e;
            }
        } catch (RuntimeException e) {
            ONE_COLLECTOR.unlock();
            EngineGate.OF_PROCESS.leave();
            throw e;
        }
    }

    /** Makes the arrays of this scope. */
    public NDManager manager() {
        return manager;
    }

    /** Adds the gradients of a scalar to those already held by the parameters. */
    public void backward(NDArray loss) {
        collector.backward(loss);
    }

    @Override
    public void close() {
        try (collector;
                manager;
                arrays) {
            // Each is closed, from the last to the first, whatever the others throw.
        } finally {
            ONE_COLLECTOR.unlock();
            EngineGate.OF_PROCESS.leave();
        }
    }
}
