package dev.millrace.workers.engines.http;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that wait for replies, one for each request that may be under way. Closing this interrupts them. */
final class CallThreads implements AutoCloseable {

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(10);

    /** They parse JSON and wait; what they hold lies on the heap. */
    private static final long STACK_BYTES = 512L << 10;

    private final ThreadPoolExecutor threads;
    private volatile boolean closed;

    CallThreads(int most) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                most, most, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "server-call-" + number.incrementAndGet(), STACK_BYTES);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** What may be interrupted. */
    @FunctionalInterface
    interface Call<T> {
        T call() throws InterruptedException;
    }

    /** Runs it on one of the threads, in the order in which they are given. */
    <T> CompletableFuture<T> run(Call<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> complete(result, call));
        } catch (RejectedExecutionException e) {
            boolean unused = result.completeExceptionally(new CancellationException("the engine is closed"));
        }
        return result;
    }

    private <T> void complete(CompletableFuture<T> result, Call<T> call) {
        try {
            if (closed) {
                throw new CancellationException("the engine is closed");
            }
            boolean unused = result.complete(call.call());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            boolean unused = result.completeExceptionally(new CancellationException("the engine is closed"));
        } catch (RuntimeException | Error e) {
            boolean unused = result.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        // What did not begin ends at once, so that whoever waits for it hears of the end.
        threads.shutdownNow().forEach(Runnable::run);
        try {
            boolean unused = threads.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
