package dev.millrace.cli.bench.weights;

import dev.millrace.cli.bench.Cpu;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * What one version took.
 *
 * @param seconds from the begin of its commit until it was read whole
 * @param cpuSeconds CPU of the process meanwhile
 */
record VersionOnce(double seconds, double cpuSeconds) {

    private static final double NANOS = 1e9;

    /**
     * Commits on a thread of its own and reads on this one.
     *
     * @param reading reads on for a moment, and says whether all is there
     * @throws java.util.concurrent.CompletionException if the commit fails
     */
    static VersionOnce of(Runnable commit, BooleanSupplier reading) {
        double cpu = Cpu.process();
        long begun = System.nanoTime();
        CompletableFuture<Void> committing =
                CompletableFuture.runAsync(commit, work -> new Thread(work, "bench-commit").start());
        while (!reading.getAsBoolean()) {
            if (committing.isCompletedExceptionally()) {
                committing.join();
            }
        }
        double seconds = (System.nanoTime() - begun) / NANOS;
        committing.join();
        return new VersionOnce(seconds, Cpu.process() - cpu);
    }
}
