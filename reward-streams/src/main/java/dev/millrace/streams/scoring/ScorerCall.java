package dev.millrace.streams.scoring;

import dev.millrace.schemas.http.AskAgainException;
import dev.millrace.schemas.http.BackOff;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.streams.reward.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Samples given to a scorer in one call, which may take several attempts. All but {@link #run()} belongs to the thread
 * that asks the scorer; what an attempt came to is handed over with the call.
 */
final class ScorerCall implements Runnable {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final NamedScorer scorer;
    private final List<Sample> samples;
    private final long begun;
    private final Consumer<ScorerCall> ended;
    private int attempts;
    private BackOff pauses = new BackOff(FIRST_PAUSE, LONGEST_PAUSE);
    private Runnable interruption = () -> {};

    private volatile @Nullable List<Verdict> said;
    private volatile @Nullable Throwable failure;

    /**
     * @param begun when, in nanoseconds
     * @param ended takes this call when an attempt has ended, on the thread of the attempt
     */
    ScorerCall(NamedScorer scorer, List<Sample> samples, long begun, Consumer<ScorerCall> ended) {
        this.scorer = scorer;
        this.samples = List.copyOf(samples);
        this.begun = begun;
        this.ended = ended;
    }

    void attempt(CallThreads threads) {
        pauses = attempts++ == 0 ? pauses : pauses.longer();
        said = null;
        failure = null;
        interruption = threads.start(this);
    }

    @Override
    public void run() {
        try {
            said = scorer.scorer().score(samples);
        } catch (Throwable e) { // also an Error: it is the scorer that failed
            failure = e;
        } finally {
            ended.accept(this);
        }
    }

    void interrupt() {
        interruption.run();
    }

    long begun() {
        return begun;
    }

    /** Whether it is worth another attempt: it failed in a way that may pass, and has attempts left. */
    boolean isWorthAnother(int retries) {
        return (failure instanceof IOException || failure instanceof StoreException) && attempts <= retries;
    }

    /** How long to wait before the next attempt: twice as long after each failure, or as long as the scorer asks for. */
    Duration pause() {
        return askedFor().compareTo(pauses.pause()) > 0 ? askedFor() : pauses.pause();
    }

    /** How long the scorer has asked not to be asked; zero if it has not. */
    Duration askedFor() {
        return failure instanceof AskAgainException later ? later.after() : Duration.ZERO;
    }

    /** What it came to, after its last attempt. */
    List<Judged> outcome(Duration latency) {
        Throwable e = failure;
        if (e != null) {
            return failed((attempts > 1 ? "after " + attempts + " attempts: " : "") + told(e), latency);
        }
        List<Verdict> verdicts = said;
        if (verdicts == null || verdicts.size() != samples.size()) {
            return failed("it gave no verdict for each of " + samples.size() + " samples", latency);
        }
        List<Judged> judged = new ArrayList<>(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            Verdict verdict = verdicts.get(i);
            judged.add(new Judged(samples.get(i), verdict == null ? failure("it gave no verdict") : verdict, latency));
        }
        return judged;
    }

    /** Why its last attempt failed. */
    String why() {
        Throwable e = failure;
        return e == null ? "it did not fail" : told(e);
    }

    /** What our own exceptions say, and what was said for people, needs no name before it. */
    private static String told(Throwable e) {
        String message = e.getMessage();
        boolean speaks =
                e.getClass() == IOException.class || e.getClass().getName().startsWith("dev.millrace.");
        return message != null && speaks ? message : e.toString();
    }

    /** It failed, whatever it may still say. */
    List<Judged> failed(String cause, Duration latency) {
        return samples.stream()
                .map(sample -> new Judged(sample, failure(cause), latency))
                .toList();
    }

    private Verdict failure(String cause) {
        return new Verdict.Failed("scorer " + scorer.name() + " failed: " + cause);
    }
}
