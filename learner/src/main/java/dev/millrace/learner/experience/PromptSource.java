package dev.millrace.learner.experience;

import dev.millrace.policy.PolicyInput;
import dev.millrace.schemas.avro.Trajectory;

/** The prompt of a trajectory as the policy sees it. */
@FunctionalInterface
public interface PromptSource {

    /**
     * Builds the prompt that the trajectory was sampled for.
     *
     * @throws UnreadablePromptException if it never can be: its image is gone or broken, or does not fit the policy
     */
    PolicyInput prompt(Trajectory trajectory);
}
