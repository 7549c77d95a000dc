package dev.millrace.streams.scoring.python;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.notice.RepeatedFailure;
import dev.millrace.schemas.notice.Seconds;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As many processes with a function as there are calls at the same time. One that has ended is replaced in the background,
 * as loading may take longer than a call may. Thread-safe.
 */
final class ProcessPool implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProcessPool.class);
    private static final int MOST_KILLS = 3;
    private static final String LOADING = "it is being loaded";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Adapter adapter;
    private final String scorer;
    private final PrintLog prints;
    private final Duration startTimeout;
    private final BlockingDeque<PythonProcess> ready = new LinkedBlockingDeque<>();
    private final Set<PythonProcess> all = ConcurrentHashMap.newKeySet();
    private final ExecutorService starters;
    private final RepeatedFailure failures;
    private volatile boolean closed;
    private volatile String why = LOADING;

    /** @param scorer its name */
    ProcessPool(Adapter adapter, String scorer, Duration startTimeout, Clock clock) {
        this.adapter = adapter;
        this.scorer = scorer;
        this.prints = new PrintLog(scorer, clock);
        this.startTimeout = startTimeout;
        this.failures = new RepeatedFailure(log, "python process cannot be started; trying again", clock);
        this.starters = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "python-" + scorer + "-start");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts the first process, and then, without waiting, the others.
     *
     * @return what the function is, in the words of the adapter
     * @throws IllegalArgumentException saying why, if the function cannot be used
     */
    JsonNode start(int size) {
        try {
            JsonNode about = startFirst();
            for (int i = 1; i < size; i++) {
                startAnother();
            }
            return about;
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the function was loaded", e);
        }
    }

    /** Once more where it was killed meanwhile, whoever did it; what refuses or leaves does it again. */
    private JsonNode startFirst() throws IOException, InterruptedException {
        for (int left = MOST_KILLS; ; left--) {
            try {
                return startOne();
            } catch (KilledException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    /**
     * A process that is ready, which the caller gives back or has replaced.
     *
     * @return null if none was ready in time
     */
    @Nullable
    PythonProcess take(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            PythonProcess process = ready.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (process == null || process.isAlive()) {
                return process;
            }
            replace(process); // somebody has ended it while it waited
        }
    }

    /** Why none is ready. */
    String whyNone() {
        return why;
    }

    /** The last one given back is the next to be taken: what it has loaded is in the caches. */
    void giveBack(PythonProcess process) {
        ready.addFirst(process);
    }

    /** Ends a process, and starts another one in its place. */
    void replace(PythonProcess process) {
        process.end();
        all.remove(process);
        startAnother();
    }

    private synchronized void startAnother() {
        if (!closed) {
            starters.execute(this::startUntilItIs);
        }
    }

    private void startUntilItIs() {
        try {
            while (!closed) {
                try {
                    startOne();
                    return;
                } catch (IOException e) {
                    why = String.valueOf(e.getMessage());
                    synchronized (failures) {
                        failures.occurred(e);
                    }
                    Thread.sleep(PAUSE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private JsonNode startOne() throws IOException, InterruptedException {
        PythonProcess process;
        try {
            process = PythonProcess.start(adapter, scorer, prints);
        } catch (IOException e) {
            throw new IOException("python cannot be started: " + e.getMessage() + "; name a Python by python", e);
        }
        all.add(process);
        try {
            Said said = process.next(startTimeout);
            if (said instanceof Said.Message message && message.content().has("ready") && !closed) {
                why = LOADING;
                ready.add(process);
                return message.content().path("ready");
            }
            if (said instanceof Said.Ended ended && ended.isKilled()) {
                throw new KilledException(whyNotReady(said));
            }
            throw new IOException(whyNotReady(said));
        } catch (IOException | InterruptedException e) {
            process.end();
            all.remove(process);
            throw e;
        }
    }

    private String whyNotReady(@Nullable Said said) {
        if (said instanceof Said.Message message) {
            return "function cannot be used: "
                    + message.content().path("refused").asText("it said " + message);
        }
        return said instanceof Said.Ended ended
                ? "function cannot be used: while it was loaded, " + ended.how()
                : "function cannot be used: it was not loaded within " + Seconds.of(startTimeout) + " (start_timeout)";
    }

    /** It was ended from outside before it was ready. */
    private static final class KilledException extends IOException {

        private static final long serialVersionUID = 1L;

        KilledException(String message) {
            super(message);
        }
    }

    /** Ends all processes. */
    @Override
    public synchronized void close() {
        closed = true;
        starters.shutdownNow();
        all.forEach(PythonProcess::end);
    }
}
