package dev.millrace.policy.rollout;

import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Optional;

/** What samples groups. Each call is for one thread; which threads may call side by side, the {@link RolloutEngine} says. */
public interface Rollouts {

    /**
     * Answers prompts, and measures how much the tokens of the answers depend on the images, if that is asked for.
     *
     * <p>Which weights sampled a token, and which measured a group, the result says. Nothing is promised about the versions
     * of two calls.
     *
     * @param requests at least one
     * @param dependency how to measure; empty not to. What an engine cannot measure it leaves out
     * @return a group of {@code settings.group()} answers for each request; an engine that may lose some of them, such as a
     *     server, says in the group which, and why
     * @throws IllegalArgumentException if a request does not fit the policy, or more tokens are asked for than it gives
     * @throws EngineAwayException if it cannot be reached now and may be later
     * @throws RuntimeException if the engine fails; nothing is known then of any of the requests
     */
    SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency);

    /**
     * Measures how much the tokens of given answers depend on the images, whoever has sampled them: as {@link #sample} does
     * of its own, with the weights of now.
     *
     * @param answers to this request, none of them empty
     * @param temperature at which they were sampled; 0 where the likeliest tokens were taken
     * @return in the order of the answers; empty for a prompt without images
     * @throws IllegalStateException if it measures its own answers only: the policy lacks
     *     {@link dev.millrace.policy.Ability#MEASURES_GIVEN_ANSWERS}
     */
    default Optional<GroupDependency> measure(
            RolloutRequest request, List<Tokens> answers, double temperature, DependencySettings settings) {
        throw new IllegalStateException("this policy measures no answers that were sampled elsewhere");
    }

    /**
     * Draws images.
     *
     * @param requests at least one
     * @param group images for each request
     * @param settings how; without stochastic steps the images have no path
     * @throws IllegalStateException if this policy only answers
     * @throws IllegalArgumentException if a request does not fit the policy
     * @throws RuntimeException if the engine fails; nothing is known then of any of the requests
     */
    default DrawnGroups draw(List<RolloutRequest> requests, int group, FlowSettings settings) {
        throw new IllegalStateException("this policy only answers");
    }
}
