package dev.millrace.cli.bench.elastic;

import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.AccuracyScorer;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.SampleScorer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Judges as {@code accuracy} does, and takes its time over each answer without work of this machine: as a referee on a machine of
 * its own. Safe for all threads.
 */
final class SlowScorer implements SampleScorer {

    static final String NAME = "slow";

    private final AccuracyScorer rule = new AccuracyScorer();
    private final Duration pause;
    private final AtomicLong judged;
    private final AtomicLong own = new AtomicLong();

    /**
     * @param pause for each answer; zero for none
     * @param judged counts the answers of all instances
     */
    SlowScorer(Duration pause, AtomicLong judged) {
        this.pause = pause;
        this.judged = judged;
    }

    /** Answers that this instance has judged. */
    long own() {
        return own.get();
    }

    @Override
    public String version() {
        return rule.version();
    }

    @Override
    public Verdict score(Sample sample) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict.Failed("stopped while it was judging");
        }
        judged.incrementAndGet();
        own.incrementAndGet();
        return rule.score(sample);
    }
}
