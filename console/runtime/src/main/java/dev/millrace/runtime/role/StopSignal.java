package dev.millrace.runtime.role;

import dev.millrace.models.engine.EngineGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a request: whoever is registered is asked to stop, then the command has a bounded time to end
 * cleanly, and may say what came of it. At last the engine comes to the end of the work in hand, since a process that ends
 * under it crashes. The JVM leaves with 130 (SIGINT) or 143 (SIGTERM) whatever the command returns.
 *
 * <p>Closing it means the command has ended. Safe for all threads.
 */
public final class StopSignal implements AutoCloseable {

    /** What a command returns that was stopped. */
    public static final int EXIT_CODE = 130;

    /** A step of the engine takes a second or two; a batch that is drawn, a few. */
    private static final Duration ENGINE_PATIENCE = Duration.ofSeconds(10);

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final List<StopSignal> INSTALLED = new CopyOnWriteArrayList<>();
    private static final CountDownLatch TOLD = new CountDownLatch(1);

    private static volatile boolean commandLine;
    private static volatile boolean finished;
    private static volatile boolean stopping;

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(StopSignal::onShutdown, "stop-signal"));
        } catch (IllegalStateException e) {
            // The process is on its way out before anything began.
            stopping = true;
        }
    }

    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Runnable> listeners = new ArrayList<>();
    private final Duration patience;
    private boolean requested;

    private StopSignal(Duration patience) {
        this.patience = patience;
    }

    /** @param patience how long the process waits for the command to end after the signal */
    public static StopSignal install(Duration patience) {
        StopSignal signal = new StopSignal(patience);
        INSTALLED.add(signal);
        if (stopping) {
            signal.request();
        }
        return signal;
    }

    /** Tells that this process is a command line: it says when it was stopped, and calls {@link #finished()} at its end. */
    public static void listen() {
        commandLine = true;
    }

    /** The command line has told what came of it, and is about to end the process. */
    public static void finished() {
        finished = true;
        TOLD.countDown();
    }

    /** Whether the process is being stopped, so that what fails from now on is no failure of its own. */
    public static boolean isStopping() {
        return stopping;
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

    private static void onShutdown() {
        try {
            if (!finished) {
                stopping = true;
                stopCommand();
            }
            if (!EngineGate.shut(ENGINE_PATIENCE)) {
                System.err.println("millrace: the engine did not come to the end of a step within "
                        + ENGINE_PATIENCE.toSeconds() + " s, leaving anyway");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stopCommand() throws InterruptedException {
        List<StopSignal> asked = List.copyOf(INSTALLED);
        asked.forEach(StopSignal::request);
        for (StopSignal signal : asked) {
            if (!signal.ended.await(signal.patience.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println(
                        "millrace: not stopped within " + signal.patience.toSeconds() + " s, leaving anyway");
            }
        }
        if (commandLine && asked.isEmpty()) {
            System.err.println("millrace: stopped");
        } else if (commandLine && !TOLD.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
            System.err.println("millrace: stopped, but the command does not return");
        }
    }

    @Override
    public void close() {
        INSTALLED.remove(this);
        ended.countDown();
    }
}
