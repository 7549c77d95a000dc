package dev.millrace.learner.step;

import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.learner.objective.BatchSize;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.text.DistinctSequences;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
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

    /**
     * Each kind of answer once.
     *
     * @param masked whether the policy is compared with itself under the views with black patches
     * @param whole size of the answers of the batch that this is a part of
     */
    AnswerBatch answers(boolean masked, BatchSize whole) {
        List<AnswerBatch.Group> answered = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            TrainableGroup each = groups.get(group);
            List<Tokens> kinds = distinct.get(group).firsts().stream()
                    .map(first -> each.trajectories().get(first).tokens())
                    .toList();
            answered.add(new AnswerBatch.Group(each.prompt(), masked ? each.masked() : Optional.empty(), kinds));
        }
        return new AnswerBatch(
                answered,
                groups.get(0).temperature(),
                whole.share(groups.stream().mapToLong(TrainableGroup::tokens).sum()));
    }

    /**
     * Lays out what the loss needs: each answer, group by group, at the place of its kind.
     *
     * @param answers the kinds
     * @param whole size of the answers of the batch that this is a part of
     * @param reference log-probabilities of the kinds under the reference policy, where it is used
     */
    TokenBatch tokens(AnswerBatch answers, ObjectiveConfig objective, BatchSize whole, Optional<float[]> reference) {
        List<int[]> begins = answers.begins();
        TokenBatch.Builder batch = new TokenBatch.Builder();
        for (int group = 0; group < groups.size(); group++) {
            List<TrainableTrajectory> trajectories = groups.get(group).trajectories();
            for (int index = 0; index < trajectories.size(); index++) {
                TrainableTrajectory trajectory = trajectories.get(index);
                int begin = begins.get(group)[distinct.get(group).kinds().get(index)];
                double weight = objective.textWeight()
                        * objective.aggregation().tokenWeight(trajectory.length(), whole, objective.constantLength());
                batch.sequence(
                        begin,
                        trajectory.behaviour().toArray(),
                        trajectory.advantages().toArray(),
                        weight,
                        reference
                                .map(values -> Arrays.copyOfRange(values, begin, begin + trajectory.length()))
                                .orElse(null));
            }
        }
        return batch.build();
    }
}
