package dev.millrace.learner.step;

import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.learner.objective.BatchSize;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The answers of one forward and backward pass, all sampled at one temperature. Equal answers of a group go through the
 * policy once; the loss sees each of them, with its own behaviour, advantage and weight.
 *
 * @param parts of groups, at least one
 */
record MicroBatch(List<GroupPart> parts) {

    MicroBatch {
        parts = List.copyOf(parts);
    }

    /**
     * Each kind of answer once.
     *
     * @param masked whether the policy is compared with itself under the views with black patches
     * @param whole size of the answers of the batch that this is a part of
     */
    AnswerBatch answers(boolean masked, BatchSize whole) {
        List<AnswerBatch.Group> answered = new ArrayList<>();
        for (GroupPart part : parts) {
            List<Tokens> kinds = part.distinct().firsts().stream()
                    .map(first -> part.trajectories().get(first).tokens())
                    .toList();
            TrainableGroup group = part.group();
            answered.add(new AnswerBatch.Group(group.prompt(), masked ? group.masked() : Optional.empty(), kinds));
        }
        return new AnswerBatch(
                answered,
                parts.get(0).group().temperature(),
                whole.share(parts.stream().mapToLong(GroupPart::tokens).sum()));
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
        for (int place = 0; place < parts.size(); place++) {
            GroupPart part = parts.get(place);
            List<TrainableTrajectory> trajectories = part.trajectories();
            for (int index = 0; index < trajectories.size(); index++) {
                TrainableTrajectory trajectory = trajectories.get(index);
                int begin = begins.get(place)[part.distinct().kinds().get(index)];
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
