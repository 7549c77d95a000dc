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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
     * @param proximal log-probabilities of the kinds under the policy as the step begins, where it is another by now
     */
    TokenBatch tokens(
            AnswerBatch answers,
            ObjectiveConfig objective,
            BatchSize whole,
            Optional<float[]> reference,
            Optional<float[]> proximal) {
        List<int[]> begins = answers.begins();
        TokenBatch.Builder batch = new TokenBatch.Builder();
        for (int place = 0; place < parts.size(); place++) {
            GroupPart part = parts.get(place);
            List<TrainableTrajectory> trajectories = part.trajectories();
            for (int index = 0; index < trajectories.size(); index++) {
                TrainableTrajectory trajectory = trajectories.get(index);
                int begin = begins.get(place)[part.distinct().kinds().get(index)];
                batch.sequence(TokenBatch.Sequence.of(
                                begin,
                                trajectory.behaviour().toArray(),
                                trajectory.advantages().toArray(),
                                objective.tokenWeight(trajectory.length(), whole))
                        .withReference(part(reference, begin, trajectory))
                        .withProximal(part(proximal, begin, trajectory))
                        .withAges(trajectory.ages().toArray()));
            }
        }
        return batch.build();
    }

    private static float @Nullable [] part(Optional<float[]> values, int begin, TrainableTrajectory trajectory) {
        return values.map(all -> Arrays.copyOfRange(all, begin, begin + trajectory.length()))
                .orElse(null);
    }

    /** Whether any of its tokens was sampled so many steps ago. */
    boolean holdsAge(int age) {
        return parts.stream()
                .flatMap(part -> part.trajectories().stream())
                .map(TrainableTrajectory::ages)
                .anyMatch(ages -> IntStream.range(0, ages.length()).anyMatch(token -> ages.at(token) == age));
    }
}
