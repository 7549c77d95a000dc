package dev.millrace.policy.rollout;

import java.time.Duration;
import java.util.List;

/**
 * What was drawn for a batch of prompts.
 *
 * @param groups the images of each prompt by their index in the group, in the order of the requests
 * @param drawing time it took, encoding included
 */
public record DrawnGroups(List<List<DrawnImage>> groups, Duration drawing) {

    public DrawnGroups {
        groups = groups.stream().map(List::copyOf).toList();
    }
}
