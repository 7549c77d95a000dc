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
import dev.millrace.policy.text.DistinctSequences;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The groups of answers of one forward and backward pass, all sampled at one temperature. Equal answers of a group go
 * through the policy once; the loss sees each of them, with its own behaviour, advantage and weight.
 *
 * @param groups at least one
 * @param distinct the kinds of answers of each group
 */
record MicroBatch(List<TrainableGroup> groups, List<DistinctSequences> distinct) {

    MicroBatch {
        groups = List.copyOf(groups);
        distinct = List.copyOf(distinct);
    }

    static MicroBatch of(List<TrainableGroup> groups) {
        return new MicroBatch(groups, groups.stream().map(MicroBatch::distinct).toList());
    }

    static DistinctSequences distinct(TrainableGroup group) {
        return DistinctSequences.of(
                group.trajectories().stream().map(TrainableTrajectory::tokens).toList());
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

    /** Each kind of answer once. */
    ResponseBatch responses(PolicyConfig architecture, SpecialTokens special) {
        List<List<Tokens>> kinds = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            List<TrainableTrajectory> trajectories = groups.get(group).trajectories();
            kinds.add(distinct.get(group).firsts().stream()
                    .map(first -> trajectories.get(first).tokens())
                    .toList());
        }
        return new ResponseBatch(architecture, special, kinds);
    }

    /**
     * Lays out what the loss needs: each answer, group by group, at the place of its kind.
     *
     * @param whole size of the answers of the batch that this is a part of
     * @param reference log-probabilities of the responses under the reference policy, where it is used
     */
    TokenBatch tokens(
            ResponseBatch responses, ObjectiveConfig objective, BatchSize whole, Optional<ScoredResponses> reference) {
        TokenBatch.Builder batch = new TokenBatch.Builder();
        for (int group = 0; group < groups.size(); group++) {
            List<TrainableTrajectory> trajectories = groups.get(group).trajectories();
            for (int index = 0; index < trajectories.size(); index++) {
                TrainableTrajectory trajectory = trajectories.get(index);
                int kind = distinct.get(group).kinds().get(index);
                double weight = objective.textWeight()
                        * objective.aggregation().tokenWeight(trajectory.length(), whole, objective.constantLength());
                batch.sequence(
                        responses.row(group, kind) * responses.columns(),
                        trajectory.behaviour().toArray(),
                        trajectory.advantages().toArray(),
                        weight,
                        reference.isPresent() ? reference.get().logProbs(group, kind) : null);
            }
        }
        return batch.build();
    }
}
