package dev.millrace.models.mot.views;

import dev.millrace.policy.rollout.TokenDependency;
import java.util.List;

/**
 * What was measured of the responses to one prompt.
 *
 * @param seed seed of its two views
 * @param responses in the order of the responses
 */
public record MeasuredGroup(long seed, List<TokenDependency> responses) {

    public MeasuredGroup {
        responses = List.copyOf(responses);
    }
}
