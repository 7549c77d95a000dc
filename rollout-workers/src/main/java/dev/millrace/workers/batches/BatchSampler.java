package dev.millrace.workers.batches;

import dev.millrace.policy.rollout.BatchDemand;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.prompts.PromptBatch;
import dev.millrace.workers.publishing.PromptOutcome;
import dev.millrace.workers.sampling.BatchPreparation;
import dev.millrace.workers.sampling.GroupSampling;
import dev.millrace.workers.sampling.PreparedBatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Has batches sampled, while the worker's thread publishes and reads: one after the other on one thread, or several side by side
 * where what samples wants that. Confined to the worker's thread. Closing it gives up what is under way.
 */
public final class BatchSampler implements AutoCloseable {

    private final Supplier<HeldRollouts> policies;
    private final Optional<BatchDemand> demand;
    private final BatchPreparation preparation;
    private final GroupSampling sampling;
    private final WorkerMetrics metrics;
    private final Clock clock;
    private final BatchThreads threads;

    /**
     * @param policies gives what samples the next batch; each is closed after it
     * @param demand whether it wants several batches side by side; empty where it takes one at a time
     */
    public BatchSampler(
            Supplier<HeldRollouts> policies,
            Optional<BatchDemand> demand,
            BatchPreparation preparation,
            GroupSampling sampling,
            WorkerMetrics metrics,
            Clock clock) {
        this.policies = policies;
        this.demand = demand;
        this.preparation = preparation;
        this.sampling = sampling;
        this.metrics = metrics;
        this.clock = clock;
        this.threads = demand.isPresent() ? BatchThreads.many() : BatchThreads.one();
    }

    /**
     * Whether it wants another batch.
     *
     * @param running batches that are being sampled
     */
    public boolean wantsAnother(int running) {
        return running == 0 || (demand.isPresent() && demand.get().wantsAnother());
    }

    /**
     * Begins a batch.
     *
     * @throws RuntimeException if its prompts cannot be prepared; failures of sampling come with its outcomes
     */
    public BatchUnderWay begin(PromptBatch batch) {
        Instant begun = clock.instant();
        PreparedBatch prepared = preparation.prepare(batch.prompts());
        FutureTask<List<PromptOutcome>> task = new FutureTask<>(() -> sample(prepared, begun));
        threads.run(task);
        return new BatchUnderWay(batch, task);
    }

    private List<PromptOutcome> sample(PreparedBatch batch, Instant begun) {
        try (HeldRollouts policy = policies.get()) {
            return sampling.sample(batch, policy);
        } finally {
            metrics.sampled(Duration.between(begun, clock.instant()));
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
