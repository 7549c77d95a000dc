package dev.millrace.models.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What every piece of native work passes through. A process that ends under a thread inside the engine ends with a
 * segmentation fault, since the engine's own memory goes first; so whoever ends the process shuts the gate before.
 *
 * <p>A piece is a {@link GradientScope} or a {@link NoGradScope}: a pass, an optimizer step, a batch that is drawn. Safe for
 * all threads.
 */
public final class EngineGate {

    static final EngineGate OF_PROCESS = new EngineGate();

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    EngineGate() {}

    /**
     * Lets no further piece of work begin, for ever, and waits for those in hand. A thread that comes to its next piece
     * waits until the process is gone.
     *
     * @param patience how long to wait
     * @return false if a piece is still in hand; the gate is open again then
     */
    public static boolean shut(Duration patience) throws InterruptedException {
        return OF_PROCESS.close(patience);
    }

    boolean close(Duration patience) throws InterruptedException {
        return lock.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins a piece, which may lie inside another one of the same thread. */
    void enter() {
        lock.readLock().lock();
    }

    /** Ends a piece, on the thread that began it. */
    void leave() {
        lock.readLock().unlock();
    }
}
