package dev.millrace.policy.rollout;

import java.util.List;
import java.util.Optional;

/**
 * The answers to one prompt.
 *
 * @param answers by their index in the group; without those that are lost, and none where too many are
 * @param dependency how much they depend on the image; empty where that was not asked for, or the prompt has no image
 * @param lost answers that were asked for and are not there
 */
public record SampledGroup(List<SampledAnswer> answers, Optional<GroupDependency> dependency, List<LostAnswer> lost) {

    /** @throws IllegalArgumentException if something was measured of another number of answers */
    public SampledGroup {
        answers = List.copyOf(answers);
        lost = List.copyOf(lost);
        if (answers.isEmpty() && lost.isEmpty()) {
            throw new IllegalArgumentException("a group without answers says why there are none");
        }
        int count = answers.size();
        int measured = dependency.map(group -> group.answers().size()).orElse(count);
        if (measured != count) {
            throw new IllegalArgumentException(
                    "the dependency of " + measured + " answers was measured, but there are " + count);
        }
    }

    /** A whole group. */
    public SampledGroup(List<SampledAnswer> answers, Optional<GroupDependency> dependency) {
        this(answers, dependency, List.of());
    }

    /** Whether every number is one that can be trained. */
    public boolean isFinite() {
        return answers.stream().allMatch(SampledAnswer::isFinite)
                && dependency.map(GroupDependency::isFinite).orElse(true);
    }
}
