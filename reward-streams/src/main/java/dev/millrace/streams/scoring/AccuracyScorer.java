package dev.millrace.streams.scoring;

import dev.millrace.policy.answer.FinalAnswer;
import dev.millrace.policy.answer.NormalizedAnswer;
import dev.millrace.streams.reward.Verdict;

/**
 * 1 if the answer after {@code </think>} equals the prompt's reference in normal form, else 0. Abstains where the prompt
 * has no reference. Stateless, safe on any thread.
 */
public final class AccuracyScorer implements SampleScorer {

    @Override
    public String version() {
        return "2";
    }

    @Override
    public Verdict score(Sample sample) {
        String reference = sample.prompt().getReference();
        if (reference == null || NormalizedAnswer.of(reference).isEmpty()) {
            return new Verdict.Abstained("the prompt has no reference answer");
        }
        return new Verdict.Scored(FinalAnswer.of(sample.text()).matches(reference) ? 1.0 : 0.0);
    }
}
