package dev.millrace.workers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A follower on a thread of its own, whose failure reaches the worker. Closing this stops it and waits for its end. */
final class FollowerThread implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FollowerThread.class);
    private static final Duration JOIN = Duration.ofSeconds(35);

    private final Thread thread;
    private final Runnable stop;
    private volatile @Nullable Throwable failure;

    /**
     * Starts the thread.
     *
     * @param follow follows until it is stopped
     * @param stop makes {@code follow} return soon; may be called from any thread
     * @param close frees what the follower owns, on its thread, when it has ended
     */
    FollowerThread(String name, Runnable follow, Runnable stop, Runnable close) {
        this.stop = stop;
        this.thread = new Thread(
                () -> {
                    try {
                        follow.run();
                    } finally {
                        close.run();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ignored, cause) -> {
            failure = cause;
            log.atError().addKeyValue("thread", name).setCause(cause).log("follower failed");
        });
        thread.start();
    }

    /** @throws IllegalStateException if the follower has failed */
    void check() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException(thread.getName() + " failed: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        stop.run();
        try {
            thread.join(JOIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.atWarn().addKeyValue("thread", thread.getName()).log("follower does not end");
        }
    }
}
