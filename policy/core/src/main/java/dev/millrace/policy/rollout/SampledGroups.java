package dev.millrace.policy.rollout;

import java.time.Duration;
import java.util.List;

/**
 * What a batch of prompts was answered with.
 *
 * @param groups in the order of the requests
 * @param generating time it took to draw the answers
 * @param measuring time it took to measure their dependency, beyond that
 */
public record SampledGroups(List<SampledGroup> groups, Duration generating, Duration measuring) {

    public SampledGroups {
        groups = List.copyOf(groups);
    }
}
