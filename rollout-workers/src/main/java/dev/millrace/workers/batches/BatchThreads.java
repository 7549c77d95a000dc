package dev.millrace.workers.batches;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where batches are sampled. Closing this interrupts them and waits for their end.
 */
final class BatchThreads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BatchThreads.class);
    private static final Duration END = Duration.ofSeconds(30);

    private final ExecutorService threads;

    private BatchThreads(Function<ThreadFactory, ExecutorService> pool) {
        AtomicInteger number = new AtomicInteger();
        threads = pool.apply(task -> {
            Thread thread = new Thread(task, "sampling-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A thread for each batch; the gate bounds how many there are. */
    static BatchThreads many() {
        return new BatchThreads(Executors::newCachedThreadPool);
    }

    /** One thread: what samples takes one batch at a time, also where the one before was given up and has not ended yet. */
    static BatchThreads one() {
        return new BatchThreads(Executors::newSingleThreadExecutor);
    }

    void run(Runnable task) {
        threads.execute(task);
    }

    /** Waits even where this thread is interrupted: what samples must not be closed under a call. */
    @Override
    public void close() {
        var unused = threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        long until = System.nanoTime() + END.toNanos();
        boolean ended = false;
        while (!ended && System.nanoTime() < until) {
            try {
                ended = threads.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (!ended) {
            log.atWarn().addKeyValue("waited_s", END.toSeconds()).log("batches that were given up do not end");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
