package dev.millrace.streams.scoring;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Daemon threads, which may be abandoned when a call hangs, and the time of the machine. */
final class DaemonThreads implements CallThreads {

    private static final Duration PARTING = Duration.ofSeconds(2);

    private final ExecutorService threads;
    private final Semaphore signals = new Semaphore(0);

    DaemonThreads(String name) {
        // Unbounded as a pool: whoever starts calls bounds how many there are.
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Runnable start(Runnable call) {
        Future<?> running = threads.submit(call);
        return () -> running.cancel(true);
    }

    @Override
    public void signal() {
        signals.release();
    }

    @Override
    public void await(long nanos) throws InterruptedException {
        if (signals.tryAcquire(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
            signals.drainPermits();
        }
    }

    @Override
    public boolean end() throws InterruptedException {
        threads.shutdownNow();
        return threads.awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS);
    }
}
