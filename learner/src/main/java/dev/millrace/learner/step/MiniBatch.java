package dev.millrace.learner.step;

import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.objective.BatchSize;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.DrawingBatch;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.schemas.packed.PackedFloats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The groups that one optimizer step is made of, cut into micro-batches. Its losses are normalised by itself, as if it were a batch
 * of its own.
 *
 * @param batch the groups
 * @param answers micro-batches of those of its answers that go through the policy
 * @param drawings micro-batches of those of its images that do
 */
record MiniBatch(ExperienceBatch batch, List<Answers> answers, List<Drawings> drawings) {

    MiniBatch {
        answers = List.copyOf(answers);
        drawings = List.copyOf(drawings);
    }

    /** Cuts a batch; nothing asks the policy yet. */
    static MiniBatch of(ExperienceBatch batch, StepSettings settings, Passing passing) {
        ObjectiveConfig objective = settings.objective();
        return new MiniBatch(
                batch,
                MicroBatches.answered(passing.of(batch.answered()), settings.limit()).stream()
                        .map(parts -> Answers.of(
                                new MicroBatch(parts),
                                objective,
                                batch.answeredSize().orElseThrow()))
                        .toList(),
                MicroBatches.drawn(passing.of(batch.drawn()), settings.limit()).stream()
                        .map(groups -> Drawings.of(
                                new DrawnMicroBatch(groups),
                                objective,
                                batch.drawnSize().orElseThrow()))
                        .toList());
    }

    /** Number of its groups that go through the policy. */
    long passed() {
        return answers.stream()
                        .flatMap(part -> part.micro().parts().stream())
                        .map(part -> part.group().id())
                        .distinct()
                        .count()
                + drawings.stream()
                        .mapToLong(part -> part.micro().groups().size())
                        .sum();
    }

    /** The same with what a policy says of it now, before any optimizer step: a forward pass over all of it. */
    MiniBatch asTheStepBegins(TrainablePolicy policy) {
        List<Answers> asked = new ArrayList<>();
        for (Answers each : answers) {
            asked.add(new Answers(
                    each.micro(),
                    each.objective(),
                    each.whole(),
                    each.batch(),
                    Optional.of(PackedFloats.of(policy.logProbs(each.batch())))));
        }
        List<Drawings> drawn = new ArrayList<>();
        for (Drawings each : drawings) {
            drawn.add(new Drawings(
                    each.micro(),
                    each.objective(),
                    each.whole(),
                    each.batch(),
                    Optional.of(PackedFloats.of(policy.logProbs(each.batch())))));
        }
        return new MiniBatch(batch, asked, drawn);
    }

    /**
     * Answers of one pass.
     *
     * @param whole size of the answers of the mini-batch
     * @param proximal log-probabilities of the kinds as the step begins, where they were asked for
     */
    record Answers(
            MicroBatch micro,
            ObjectiveConfig objective,
            BatchSize whole,
            AnswerBatch batch,
            Optional<PackedFloats> proximal) {

        static Answers of(MicroBatch micro, ObjectiveConfig objective, BatchSize whole) {
            return new Answers(
                    micro, objective, whole, micro.answers(objective.needsMaskedViews(), whole), Optional.empty());
        }

        /** What the loss needs besides the policy's values. */
        TokenBatch tokens(Optional<float[]> reference) {
            return micro.tokens(batch, objective, whole, reference, proximal.map(PackedFloats::toArray));
        }

        /** What the sampler said, and how old it is. */
        TokenBatch bare() {
            return micro.tokens(batch, objective, whole, Optional.empty(), Optional.empty());
        }
    }

    /**
     * Images of one pass.
     *
     * @param whole size of the images of the mini-batch
     * @param proximal log-probabilities of their steps as the training step begins, where they were asked for
     */
    record Drawings(
            DrawnMicroBatch micro,
            ObjectiveConfig objective,
            BatchSize whole,
            DrawingBatch batch,
            Optional<PackedFloats> proximal) {

        static Drawings of(DrawnMicroBatch micro, ObjectiveConfig objective, BatchSize whole) {
            return new Drawings(micro, objective, whole, micro.drawings(objective, whole), Optional.empty());
        }

        /** What the loss needs besides the policy's values. */
        TokenBatch steps() {
            return micro.steps(objective, whole, proximal.map(PackedFloats::toArray));
        }
    }
}
