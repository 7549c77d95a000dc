package dev.millrace.workers.sampling;

import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.publishing.PromptOutcome;
import java.util.List;
import java.util.Map;

/**
 * A batch of which all is known that sampling needs.
 *
 * @param refused prompts of which nothing will be sampled, by their place in the batch
 * @param answered prompts that ask for answers
 * @param drawn prompts that ask for images
 */
public record PreparedBatch(Map<Integer, PromptOutcome.Refused> refused, List<Waiting> answered, List<Waiting> drawn) {

    /**
     * A prompt that is to be sampled.
     *
     * @param place among the prompts of the batch
     */
    record Waiting(int place, ConsumedPrompt.Readable prompt, RolloutRequest request) {}

    public PreparedBatch {
        refused = Map.copyOf(refused);
        answered = List.copyOf(answered);
        drawn = List.copyOf(drawn);
    }

    /** Prompts of the batch. */
    int size() {
        return refused.size() + answered.size() + drawn.size();
    }
}
