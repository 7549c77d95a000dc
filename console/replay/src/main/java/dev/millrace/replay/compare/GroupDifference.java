package dev.millrace.replay.compare;

import java.util.List;

/**
 * A group that two settings credit differently.
 *
 * @param groupId the group
 * @param distance sum of the absolute differences of its trajectories' advantages
 * @param prompt what was asked
 * @param responses its responses with both advantages
 */
public record GroupDifference(String groupId, double distance, String prompt, List<Response> responses) {

    /** A response and what each of the settings gives it. */
    public record Response(
            int index, String text, double rewardA, double rewardB, double advantageA, double advantageB) {}

    public GroupDifference {
        responses = List.copyOf(responses);
    }
}
