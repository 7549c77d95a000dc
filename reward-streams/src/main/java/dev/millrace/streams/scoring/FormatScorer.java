package dev.millrace.streams.scoring;

import dev.millrace.policy.answer.ThinkFormat;
import dev.millrace.streams.reward.Verdict;

/**
 * 1 if the response is one {@code <think>…</think>} and a short answer, else 0. Abstains where the response is an image.
 * Stateless, safe on any thread.
 */
public final class FormatScorer implements Scorer {

    public static final String NAME = "format";

    private final ThinkFormat format = ThinkFormat.defaults();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Verdict score(Sample sample) {
        if (sample.drawn()) {
            return new Verdict.Abstained("the response is an image");
        }
        return new Verdict.Scored(format.holds(sample.text()) ? 1.0 : 0.0);
    }
}
