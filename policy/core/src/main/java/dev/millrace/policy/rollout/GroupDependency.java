package dev.millrace.policy.rollout;

import dev.millrace.policy.PolicyVersion;
import java.util.Collections;
import java.util.List;

/**
 * What was measured of the answers to one prompt, and how.
 *
 * @param seed seed of the two views
 * @param settings how it was measured, which may be by another estimator than was asked for
 * @param versions of the weights that measured, one for each answer
 * @param answers in the order of the answers
 */
public record GroupDependency(
        long seed, DependencySettings settings, List<PolicyVersion> versions, List<TokenDependency> answers) {

    /** @throws IllegalArgumentException if there is another number of versions than of answers */
    public GroupDependency {
        versions = List.copyOf(versions);
        answers = List.copyOf(answers);
        if (versions.size() != answers.size()) {
            throw new IllegalArgumentException(
                    answers.size() + " answers were measured by " + versions.size() + " versions");
        }
    }

    /** All measured by one version. */
    public GroupDependency(
            long seed, DependencySettings settings, PolicyVersion version, List<TokenDependency> answers) {
        this(seed, settings, Collections.nCopies(answers.size(), version), answers);
    }

    /** Whether every divergence is a number that can be used. */
    public boolean isFinite() {
        return answers.stream()
                .allMatch(answer -> answer.strong().isFinite() && answer.weak().isFinite());
    }
}
