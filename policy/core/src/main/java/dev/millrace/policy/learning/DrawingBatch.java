package dev.millrace.policy.learning;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.drawing.FlowKl;
import dev.millrace.policy.drawing.FlowPath;
import java.util.List;
import java.util.Optional;

/**
 * Recorded drawings for prompts, for one forward and backward pass. Values of their denoising steps stand one after another,
 * prompt by prompt, drawing by drawing, without padding.
 *
 * @param groups the drawings by prompt, at least one, all guided at one scale
 * @param divergence the form in which the divergence from the reference is measured; empty where it is not
 * @param share of these drawings in all denoising steps of the step, above 0 and at most 1, by which the family weighs losses
 *     of its own
 */
public record DrawingBatch(List<Group> groups, Optional<FlowKl> divergence, double share) {

    /**
     * The drawings for one prompt.
     *
     * @param prompt what was asked
     * @param drawings at least one
     */
    public record Group(PolicyInput prompt, List<FlowPath> drawings) {

        public Group {
            drawings = List.copyOf(drawings);
            if (drawings.isEmpty()) {
                throw new IllegalArgumentException("a group needs at least one drawing");
            }
        }
    }

    public DrawingBatch {
        groups = List.copyOf(groups);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one prompt");
        }
        AnswerBatch.requireShare(share);
    }
}
