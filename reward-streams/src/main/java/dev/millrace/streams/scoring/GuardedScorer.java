package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks a scorer that may throw or hang, and always gets a verdict.
 *
 * <p>A call that exceeds its time-out is interrupted and left alone; its verdict is a failure that names the scorer. When
 * as many calls hang as are allowed, the scorer is not asked any more: samples fail at once until one of the calls
 * returns. So the threads are bounded, and a scorer that hangs for good costs a few time-outs and not one per sample.
 *
 * <p>Used by one thread; the scorer runs on daemon threads of this object.
 */
final class GuardedScorer implements AutoCloseable {

    private static final Duration PARTING = Duration.ofSeconds(2);

    private final Scorer scorer;
    private final ScorerConfig config;
    private final ExecutorService threads;
    private final AtomicInteger hanging = new AtomicInteger();

    GuardedScorer(Scorer scorer, ScorerConfig config) {
        this.scorer = scorer;
        this.config = config;
        // Unbounded as a pool: the number of calls in flight is bounded by parallelism and maxHanging.
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "scorer-" + scorer.name());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Judges samples, in as many calls at the same time as its batches need.
     *
     * @param samples at most {@link #capacity()}
     * @return their verdicts in the same order, after at most the time-out
     * @throws InterruptedException if the calling thread is interrupted
     */
    List<Judged> judge(List<Sample> samples) throws InterruptedException {
        List<ScorerCall> calls = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += scorer.batchSize()) {
            int to = Math.min(from + scorer.batchSize(), samples.size());
            calls.add(new ScorerCall(scorer, samples.subList(from, to), hanging));
        }
        boolean open = hanging.get() >= config.maxHanging();
        if (!open) {
            calls.forEach(call -> call.start(threads));
        }
        List<Judged> judged = new ArrayList<>(samples.size());
        for (ScorerCall call : calls) {
            judged.addAll(open ? call.refused(refusal()) : call.await(config.timeout()));
        }
        return judged;
    }

    /** Most samples that are judged at once: a batch for each of the calls at the same time. */
    int capacity() {
        return config.parallelism() * scorer.batchSize();
    }

    private Verdict.Failed refusal() {
        return new Verdict.Failed("scorer " + scorer.name() + " is not asked: " + config.maxHanging()
                + " calls hang beyond their time-out of " + config.timeout().toMillis() + " ms");
    }

    /**
     * Interrupts what still runs, and closes the scorer unless a call hangs all the same: what that call uses must not be
     * taken from under it, and stays until the process ends.
     */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (threads.awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
                scorer.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
