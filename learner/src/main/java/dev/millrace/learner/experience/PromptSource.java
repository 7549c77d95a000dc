package dev.millrace.learner.experience;

import dev.millrace.models.mot.model.Prompt;
import dev.millrace.schemas.avro.Trajectory;

/** The prompt of a trajectory as the policy sees it. */
@FunctionalInterface
public interface PromptSource {

    /**
     * Builds the prompt that the trajectory was sampled for.
     *
     * @throws UnreadablePromptException if it never can be: its image is gone or broken, or does not fit the policy
     */
    Prompt prompt(Trajectory trajectory);
}
