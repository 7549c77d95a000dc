package dev.millrace.streams.scoring;

import dev.millrace.policy.answer.FinalAnswer;
import dev.millrace.policy.answer.ThinkFormat;
import dev.millrace.streams.reward.Verdict;

/**
 * 1 if the response has the form that was asked for and the answer after {@code </think>} is the prompt's reference letter
 * by letter, else 0: no number words, no case, no punctuation is forgiven. Abstains where the prompt has no reference.
 * Stateless, safe on any thread.
 */
public final class StrictAccuracyScorer implements SampleScorer {

    private final ThinkFormat format = ThinkFormat.defaults();

    @Override
    public String version() {
        return "2";
    }

    @Override
    public Verdict score(Sample sample) {
        String reference = sample.prompt().getReference();
        if (reference == null || reference.isBlank()) {
            return new Verdict.Abstained("the prompt has no reference answer");
        }
        boolean same = FinalAnswer.of(sample.text()).text().equals(reference.strip());
        return new Verdict.Scored(same && format.holds(sample.text()) ? 1.0 : 0.0);
    }
}
