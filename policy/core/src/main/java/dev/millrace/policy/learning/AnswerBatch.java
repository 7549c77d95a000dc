package dev.millrace.policy.learning;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Optional;

/**
 * Given answers to prompts, for one forward and backward pass. Values of their tokens stand one after another, prompt by
 * prompt, answer by answer, without padding: how they are laid out for the network is the family's own matter.
 *
 * @param groups the answers by prompt, at least one
 * @param temperature at which they were sampled, positive
 * @param share of these answers in all tokens of the step, above 0 and at most 1, by which the family weighs losses of its
 *     own
 */
public record AnswerBatch(List<Group> groups, double temperature, double share) {

    /**
     * The answers to one prompt.
     *
     * @param prompt what was asked
     * @param masked the other view of its images that the policy is to be compared with; empty where there is none
     * @param answers at least one, none of them empty, each with its end mark if it has one
     */
    public record Group(PolicyInput prompt, Optional<MaskedView> masked, List<Tokens> answers) {

        public Group {
            answers = List.copyOf(answers);
            if (answers.isEmpty() || answers.stream().anyMatch(Tokens::isEmpty)) {
                throw new IllegalArgumentException("a group needs at least one answer, and each at least one token");
            }
        }
    }

    public AnswerBatch {
        groups = List.copyOf(groups);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one prompt");
        }
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("the temperature must be positive, but is " + temperature);
        }
        requireShare(share);
    }

    /** Tokens of all answers together. */
    public int tokens() {
        return groups.stream()
                .flatMap(group -> group.answers().stream())
                .mapToInt(Tokens::length)
                .sum();
    }

    /** For each group and answer the place of its first token among the values of the batch. */
    public List<int[]> begins() {
        int[] next = {0};
        return groups.stream()
                .map(group -> group.answers().stream()
                        .mapToInt(answer -> {
                            int begin = next[0];
                            next[0] += answer.length();
                            return begin;
                        })
                        .toArray())
                .toList();
    }

    static void requireShare(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share in a step is above 0 and at most 1, not " + share);
        }
    }
}
