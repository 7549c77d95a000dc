package dev.millrace.learner.step;

import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.learner.objective.BatchSize;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.Prompt;
import dev.millrace.policy.model.PromptBatch;
import dev.millrace.policy.model.ResponseBatch;
import dev.millrace.policy.scoring.ScoredResponses;
import dev.millrace.policy.text.SpecialTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The groups of answers of one forward and backward pass, all sampled at one temperature.
 *
 * @param groups at least one
 */
record MicroBatch(List<TrainableGroup> groups) {

    MicroBatch {
        groups = List.copyOf(groups);
    }

    double temperature() {
        return groups.get(0).temperature();
    }

    PromptBatch prompts(PolicyConfig architecture) {
        return new PromptBatch(
                architecture, groups.stream().map(TrainableGroup::prompt).toList());
    }

    /** The prompts as they look with black patches; those without such a view as they are. Empty if none has one. */
    Optional<PromptBatch> maskedPrompts(PolicyConfig architecture) {
        List<Optional<Prompt>> masked = groups.stream()
                .map(group -> group.masked(architecture.patchSize()))
                .toList();
        if (masked.stream().allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        List<Prompt> prompts = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            prompts.add(masked.get(group).orElse(groups.get(group).prompt()));
        }
        return Optional.of(new PromptBatch(architecture, prompts));
    }

    ResponseBatch responses(PolicyConfig architecture, SpecialTokens special) {
        return new ResponseBatch(
                architecture,
                special,
                groups.stream()
                        .map(group -> group.trajectories().stream()
                                .map(TrainableTrajectory::tokens)
                                .toList())
                        .toList());
    }

    /**
     * Lays out what the loss needs, in the rows and columns of the responses.
     *
     * @param whole size of the answers of the batch that this is a part of
     * @param reference log-probabilities under the reference policy, where it is used
     */
    TokenBatch tokens(
            ResponseBatch responses, ObjectiveConfig objective, BatchSize whole, Optional<ScoredResponses> reference) {
        TokenBatch.Builder batch = new TokenBatch.Builder(responses.rows(), responses.columns());
        float[] referenceLogProbs = new float[responses.rows() * responses.columns()];
        for (int group = 0; group < groups.size(); group++) {
            List<TrainableTrajectory> trajectories = groups.get(group).trajectories();
            for (int index = 0; index < trajectories.size(); index++) {
                TrainableTrajectory trajectory = trajectories.get(index);
                int row = responses.row(group, index);
                double weight = objective.textWeight()
                        * objective.aggregation().tokenWeight(trajectory.length(), whole, objective.constantLength());
                batch.sequence(
                        row,
                        trajectory.behaviour().toArray(),
                        trajectory.advantages().toArray(),
                        weight);
                if (reference.isPresent()) {
                    float[] scored = reference.get().logProbs(group, index);
                    System.arraycopy(scored, 0, referenceLogProbs, row * responses.columns(), scored.length);
                }
            }
        }
        return reference.isPresent() ? batch.reference(referenceLogProbs).build() : batch.build();
    }
}
