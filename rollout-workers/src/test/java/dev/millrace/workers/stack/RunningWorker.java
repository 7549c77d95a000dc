package dev.millrace.workers.stack;

import dev.millrace.workers.RolloutWorker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A worker on a thread of its own; closing stops it and fails if it failed. */
final class RunningWorker implements AutoCloseable {

    private final RolloutWorker worker;
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final CompletableFuture<Void> end;

    RunningWorker(RolloutWorker worker) {
        this.worker = worker;
        this.end = CompletableFuture.runAsync(worker::run, executor);
    }

    RolloutWorker worker() {
        return worker;
    }

    @Override
    public void close() throws Exception {
        worker.stop();
        end.get(60, TimeUnit.SECONDS);
        executor.shutdown();
    }
}
