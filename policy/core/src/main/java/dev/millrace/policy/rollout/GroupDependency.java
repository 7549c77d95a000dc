package dev.millrace.policy.rollout;

import dev.millrace.policy.PolicyVersion;
import java.util.List;

/**
 * What was measured of the answers to one prompt, and how.
 *
 * @param seed seed of the two views
 * @param settings how it was measured, which may be by another estimator than was asked for
 * @param version of the weights that measured
 * @param answers in the order of the answers
 */
public record GroupDependency(
        long seed, DependencySettings settings, PolicyVersion version, List<TokenDependency> answers) {

    public GroupDependency {
        answers = List.copyOf(answers);
    }

    /** Whether every divergence is a number that can be used. */
    public boolean isFinite() {
        return answers.stream()
                .allMatch(answer -> answer.strong().isFinite() && answer.weak().isFinite());
    }
}
