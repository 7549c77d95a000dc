package dev.millrace.learner;

import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.commit.DropRecords;
import dev.millrace.learner.commit.PublishedWeights;
import dev.millrace.learner.commit.StepRecords;
import dev.millrace.learner.commit.WeightTrimmer;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.learner.step.BatchMetrics;
import dev.millrace.learner.step.DependencyWatch;
import dev.millrace.learner.step.StepResult;
import dev.millrace.policy.FormatDigests;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the records that tell the world of a step. Remembers the figures of late steps, for alarms; for one thread. */
final class StepReport {

    private final RunId run;
    private final LearnerConfig config;
    private final FormatDigests digests;
    private final WeightTrimmer trimmer;
    private final DependencyWatch dependency = new DependencyWatch();

    /**
     * @param config of it stands on the log what those need to know who read it alone
     * @param digests of what the policy writes prompts with
     * @param trimmer says which older weights go with a version
     */
    StepReport(RunId run, LearnerConfig config, FormatDigests digests, WeightTrimmer trimmer) {
        this.run = run;
        this.config = config;
        this.digests = digests;
        this.trimmer = trimmer;
    }

    /** The records of the base policy, which no step made. */
    StepRecords ofBase(PublishedWeights weights, LearnerPosition position) {
        return new StepRecords(weights, List.of(), Optional.empty(), List.of(), position.nextOffset());
    }

    /**
     * The records of a step.
     *
     * @param weights after the step
     * @param position after the step
     * @param timing further metrics by name
     */
    StepRecords of(
            TrainingLoop.Step step,
            PublishedWeights weights,
            LearnerPosition position,
            Map<String, Double> timing,
            Instant now) {
        Optional<String> refusal =
                step.result() instanceof StepResult.Refused refused ? Optional.of(refused.cause()) : Optional.empty();
        boolean trained = step.result() instanceof StepResult.Trained;
        Map<String, Double> metrics = new HashMap<>(BatchMetrics.of(step.batch()));
        dependency.observe(metrics);
        metrics.putAll(step.result().metrics());
        metrics.putAll(timing);
        metrics.put("accounting/settled_groups", (double) position.settledGroups());
        metrics.put("weights/published_version", (double) position.version());
        metrics.put("weights/bytes", (double) weights.manifest().getBytes());
        metrics.values().removeIf(value -> !Double.isFinite(value));
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        TrainingStep record = TrainingStep.newBuilder()
                .setRunId(run.value())
                .setStep(position.version())
                .setGroups(
                        trained
                                ? step.batch().trainable().stream()
                                        .map(StepReport::trained)
                                        .toList()
                                : List.of())
                .setWeightsSha256(weights.manifest().getSha256())
                .setNextOffset(position.nextOffset())
                .setSettledGroups(position.settledGroups())
                .setSkipped(!trained)
                .setMetrics(metrics)
                .setTrainedAt(at)
                .setTotalSteps(config.totalSteps())
                .setBatchGroups(config.batchGroups())
                .setMaxStaleness(config.maxStaleness())
                .setDigests(
                        digests.isEmpty()
                                ? null
                                : new PromptDigests(digests.tokenizer(), digests.template(), digests.processor()))
                .build();
        return new StepRecords(
                weights,
                trimmer.outdatedBy(position.version()),
                Optional.of(record),
                new DropRecords(run, at).of(step.batch(), refusal),
                position.nextOffset());
    }

    private static TrainedGroup trained(TrainableGroup group) {
        int[] indices = group.trajectories().stream()
                .map(TrainableTrajectory::id)
                .mapToInt(id -> id.index())
                .toArray();
        return new TrainedGroup(group.id().value(), PackedInts.of(indices).bytes());
    }
}
