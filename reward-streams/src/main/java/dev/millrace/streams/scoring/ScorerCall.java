package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One sample given to a scorer. It is counted as hanging from its time-out until it returns after all. */
final class ScorerCall {

    private enum Phase {
        RUNNING,
        HANGING,
        RETURNED
    }

    private final Scorer scorer;
    private final Sample sample;
    private final AtomicInteger hanging;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);
    private long startedNanos;
    private @Nullable Future<Verdict> future;

    ScorerCall(Scorer scorer, Sample sample, AtomicInteger hanging) {
        this.scorer = scorer;
        this.sample = sample;
        this.hanging = hanging;
    }

    void start(ExecutorService threads) {
        startedNanos = System.nanoTime();
        future = threads.submit(this::call);
    }

    private Verdict call() throws Exception {
        try {
            return scorer.score(sample);
        } finally {
            if (phase.getAndSet(Phase.RETURNED) == Phase.HANGING) {
                hanging.decrementAndGet();
            }
        }
    }

    Judged refused(Verdict.Failed refusal) {
        return new Judged(sample, refusal, Duration.ZERO);
    }

    /** Waits for the verdict, until {@code timeout} after the start. */
    Judged await(Duration timeout) throws InterruptedException {
        Future<Verdict> running = Objects.requireNonNull(future, "the call was not started");
        Verdict verdict;
        try {
            long left = timeout.toNanos() - (System.nanoTime() - startedNanos);
            Verdict said = running.get(Math.max(0, left), TimeUnit.NANOSECONDS);
            verdict = said == null ? failed("it gave no verdict") : said;
        } catch (ExecutionException e) {
            verdict = failed(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            abandon(running);
            verdict = failed("it gave no answer within " + timeout.toMillis() + " ms");
        }
        return new Judged(sample, verdict, Duration.ofNanos(System.nanoTime() - startedNanos));
    }

    private void abandon(Future<Verdict> running) {
        // Counted first: the call may return at any moment, and takes itself off the count.
        hanging.incrementAndGet();
        if (!phase.compareAndSet(Phase.RUNNING, Phase.HANGING)) {
            hanging.decrementAndGet();
        }
        running.cancel(true);
    }

    private Verdict.Failed failed(String cause) {
        return new Verdict.Failed("scorer " + scorer.name() + " failed: " + cause);
    }
}
