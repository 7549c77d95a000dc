package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Samples given to a scorer in one call. It is counted as hanging from its time-out until it returns after all. */
final class ScorerCall {

    private enum Phase {
        RUNNING,
        HANGING,
        RETURNED
    }

    private final Scorer scorer;
    private final List<Sample> samples;
    private final AtomicInteger hanging;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);
    private long startedNanos;
    private @Nullable Future<List<Verdict>> future;

    ScorerCall(Scorer scorer, List<Sample> samples, AtomicInteger hanging) {
        this.scorer = scorer;
        this.samples = List.copyOf(samples);
        this.hanging = hanging;
    }

    void start(ExecutorService threads) {
        startedNanos = System.nanoTime();
        future = threads.submit(this::call);
    }

    private List<Verdict> call() throws Exception {
        try {
            return scorer.score(samples);
        } finally {
            if (phase.getAndSet(Phase.RETURNED) == Phase.HANGING) {
                hanging.decrementAndGet();
            }
        }
    }

    List<Judged> refused(Verdict.Failed refusal) {
        return judged(Collections.nCopies(samples.size(), refusal), Duration.ZERO);
    }

    /** Waits for the verdicts, until {@code timeout} after the start. */
    List<Judged> await(Duration timeout) throws InterruptedException {
        Future<List<Verdict>> running = Objects.requireNonNull(future, "the call was not started");
        List<? extends Verdict> verdicts;
        try {
            long left = timeout.toNanos() - (System.nanoTime() - startedNanos);
            List<Verdict> said = running.get(Math.max(0, left), TimeUnit.NANOSECONDS);
            verdicts = said == null || said.size() != samples.size()
                    ? allFailed("it gave no verdict for each of " + samples.size() + " samples")
                    : said;
        } catch (ExecutionException e) {
            verdicts = allFailed(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            abandon(running);
            verdicts = allFailed("it gave no answer within " + timeout.toMillis() + " ms");
        }
        return judged(verdicts, Duration.ofNanos(System.nanoTime() - startedNanos));
    }

    private List<Judged> judged(List<? extends Verdict> verdicts, Duration latency) {
        List<Judged> judged = new ArrayList<>(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            Verdict verdict = verdicts.get(i);
            judged.add(new Judged(samples.get(i), verdict == null ? failed("it gave no verdict") : verdict, latency));
        }
        return judged;
    }

    private void abandon(Future<List<Verdict>> running) {
        // Counted first: the call may return at any moment, and takes itself off the count.
        hanging.incrementAndGet();
        if (!phase.compareAndSet(Phase.RUNNING, Phase.HANGING)) {
            hanging.decrementAndGet();
        }
        running.cancel(true);
    }

    private List<Verdict> allFailed(String cause) {
        return Collections.nCopies(samples.size(), failed(cause));
    }

    private Verdict failed(String cause) {
        return new Verdict.Failed("scorer " + scorer.name() + " failed: " + cause);
    }
}
