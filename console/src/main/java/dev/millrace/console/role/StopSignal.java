package dev.millrace.console.role;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a request: whoever is registered is asked to stop, then the command has a bounded time to end
 * cleanly. The JVM leaves with 130 (SIGINT) or 143 (SIGTERM) whatever the command returns.
 *
 * <p>Closing it means the command has ended. Safe for all threads.
 */
public final class StopSignal implements AutoCloseable {

    /** What a command returns that was stopped. */
    public static final int EXIT_CODE = 130;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Runnable> listeners = new ArrayList<>();
    private final Thread hook;
    private boolean requested;

    private StopSignal(Duration patience) {
        this.hook = new Thread(() -> onShutdown(patience), "stop-signal");
    }

    /** @param patience how long the process waits for the command to end after the signal */
    public static StopSignal install(Duration patience) {
        StopSignal signal = new StopSignal(patience);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Runs {@code stop} when the signal comes, at once if it has come. */
    public void onRequest(Runnable stop) {
        synchronized (this) {
            if (!requested) {
                listeners.add(stop);
                return;
            }
        }
        stop.run();
    }

    public synchronized boolean isRequested() {
        return requested;
    }

    /** As the signal does. */
    public void request() {
        List<Runnable> told;
        synchronized (this) {
            if (requested) {
                return;
            }
            requested = true;
            told = List.copyOf(listeners);
        }
        told.forEach(Runnable::run);
    }

    private void onShutdown(Duration patience) {
        request();
        try {
            if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("millrace: not stopped within " + patience.toSeconds() + " s, leaving anyway");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is on its way out already, and the hook has just been told that we ended.
            return;
        }
    }
}
