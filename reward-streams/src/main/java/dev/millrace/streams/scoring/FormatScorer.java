package dev.millrace.streams.scoring;

import dev.millrace.policy.answer.ThinkFormat;
import dev.millrace.streams.reward.Verdict;

/**
 * 1 if the response is one {@code <think>…</think>} and a short answer, else 0.
 * Stateless, safe on any thread.
 */
public final class FormatScorer implements SampleScorer {

    private final ThinkFormat format = ThinkFormat.defaults();

    @Override
    public String version() {
        return "2";
    }

    @Override
    public Verdict score(Sample sample) {
        return new Verdict.Scored(format.holds(sample.text()) ? 1.0 : 0.0);
    }
}
