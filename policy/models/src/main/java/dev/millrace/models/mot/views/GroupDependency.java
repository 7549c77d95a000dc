package dev.millrace.models.mot.views;

import dev.millrace.policy.rollout.TokenDependency;
import java.util.List;

/**
 * What was measured of the responses to one prompt.
 *
 * @param seed seed of its two views
 * @param responses in the order of the responses
 */
public record GroupDependency(long seed, List<TokenDependency> responses) {

    public GroupDependency {
        responses = List.copyOf(responses);
    }
}
