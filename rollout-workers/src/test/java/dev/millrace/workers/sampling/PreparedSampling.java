package dev.millrace.workers.sampling;

import dev.millrace.policy.rollout.Rollouts;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.publishing.PromptOutcome;
import java.util.List;

/** Both halves of what becomes of a batch, one after the other. */
record PreparedSampling(BatchPreparation preparation, GroupSampling sampling) {

    List<PromptOutcome> sample(List<ConsumedPrompt> prompts, Rollouts policy) {
        return sampling.sample(preparation.prepare(prompts), policy);
    }
}
