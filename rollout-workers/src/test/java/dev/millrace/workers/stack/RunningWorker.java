package dev.millrace.workers.stack;

import dev.millrace.workers.RolloutWorker;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A worker on a thread of its own; closing stops it and fails if it failed. */
public final class RunningWorker implements AutoCloseable {

    private final RolloutWorker worker;
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final CompletableFuture<Void> end;

    public RunningWorker(RolloutWorker worker) {
        this.worker = worker;
        this.end = CompletableFuture.runAsync(worker::run, executor);
    }

    public RolloutWorker worker() {
        return worker;
    }

    public boolean hasEnded() {
        return end.isDone();
    }

    /** What it ended with, if it failed. */
    public Optional<String> failure() {
        if (!end.isCompletedExceptionally()) {
            return Optional.empty();
        }
        try {
            end.join();
            return Optional.empty();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Optional.of(String.valueOf(cause.getMessage()));
        }
    }

    @Override
    public void close() throws Exception {
        worker.stop();
        end.get(60, TimeUnit.SECONDS);
        executor.shutdown();
    }
}
