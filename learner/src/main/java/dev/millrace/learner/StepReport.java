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
import dev.millrace.learner.step.MismatchWatch;
import dev.millrace.learner.step.StepResult;
import dev.millrace.policy.FormatDigests;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Makes the records that tell the world of a step. Remembers the figures of late steps, for alarms; for one thread. */
final class StepReport {

    private final RunId run;
    private final LearnerConfig config;
    private final FormatDigests digests;
    private final Lineages lineages;
    private final WeightTrimmer trimmer;
    private final IntSupplier oldestCheckpoint;
    private final DependencyWatch dependency = new DependencyWatch();
    private final MismatchWatch mismatch;

    /**
     * @param config of it stands on the log what those need to know who read it alone
     * @param digests of what the policy writes prompts with
     * @param lineages of the run, up to the one that trains
     * @param trimmer says which older weights go with a version
     * @param oldestCheckpoint step of the oldest checkpoint that is kept
     */
    StepReport(
            RunId run,
            LearnerConfig config,
            FormatDigests digests,
            Lineages lineages,
            WeightTrimmer trimmer,
            IntSupplier oldestCheckpoint) {
        this.run = run;
        this.config = config;
        this.digests = digests;
        this.lineages = lineages;
        this.trimmer = trimmer;
        this.oldestCheckpoint = oldestCheckpoint;
        this.mismatch = new MismatchWatch(config.mismatch());
    }

    /** The records of the base policy, which no step made. */
    StepRecords ofBase(PublishedWeights weights, LearnerPosition position) {
        return new StepRecords(weights, List.of(), Optional.empty(), List.of(), position.nextOffset());
    }

    /**
     * The records of the beginning of the newest lineage, which no step made either.
     *
     * @param weights those of the checkpoint
     * @param position of the checkpoint
     * @param from the step that the run had come to
     */
    StepRecords ofRewind(PublishedWeights weights, Rewind rewind, LearnerPosition position, int from, Instant now) {
        Map<String, Double> metrics = Map.of(
                "accounting/settled_groups", (double) position.settledGroups(),
                "weights/published_version", (double) rewind.getVersion(),
                "weights/lineage", (double) rewind.getLineage(),
                "weights/bytes", (double) weights.manifest().getBytes(),
                "weights/log_bytes", (double) weights.chunks().bytes());
        TrainingStep record = record(weights, position, metrics, now)
                .setGroups(List.of())
                .setSkipped(false)
                .setRewoundFrom(from)
                .build();
        return new StepRecords(
                weights, trimmer.outdatedBy(rewind), Optional.of(record), List.of(), position.nextOffset());
    }

    /** What a step and the beginning of a lineage have in common. */
    private TrainingStep.Builder record(
            PublishedWeights weights, LearnerPosition position, Map<String, Double> metrics, Instant now) {
        int version = lineages.versionAt(position.step());
        return TrainingStep.newBuilder()
                .setRunId(run.value())
                .setStep(position.step())
                .setLineage(lineages.lineageOf(version))
                .setVersion(version)
                .setParent(lineages.parentOf(version))
                .setWeightsSha256(weights.manifest().getSha256())
                .setNextOffset(position.nextOffset())
                .setSettledGroups(position.settledGroups())
                .setMetrics(metrics)
                .setTrainedAt(now.truncatedTo(ChronoUnit.MILLIS))
                .setTotalSteps(config.totalSteps())
                .setBatchGroups(config.batchGroups())
                .setMaxStaleness(config.maxStaleness())
                .setOldestCheckpoint(oldestCheckpoint.getAsInt())
                .setDigests(
                        digests.isEmpty()
                                ? null
                                : new PromptDigests(digests.tokenizer(), digests.template(), digests.processor()));
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
        boolean trained = step.result() instanceof StepResult.Trained;
        Map<String, Double> metrics = new HashMap<>(BatchMetrics.of(step.batch(), lineages));
        dependency.observe(metrics);
        metrics.putAll(step.result().metrics());
        mismatch.observe(metrics);
        metrics.putAll(timing);
        metrics.put("accounting/settled_groups", (double) position.settledGroups());
        int version = lineages.versionAt(position.step());
        metrics.put("weights/published_version", (double) version);
        metrics.put("weights/lineage", (double) lineages.lineageOf(version));
        metrics.put("weights/bytes", (double) weights.manifest().getBytes());
        metrics.put("weights/log_bytes", (double) weights.chunks().bytes());
        metrics.values().removeIf(value -> !Double.isFinite(value));
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        TrainingStep record = record(weights, position, metrics, now)
                .setGroups(
                        trained
                                ? step.trained().stream()
                                        .map(StepReport::trained)
                                        .toList()
                                : List.of())
                .setSkipped(!trained)
                .build();
        return new StepRecords(
                weights,
                trimmer.outdatedBy(version),
                Optional.of(record),
                new DropRecords(run, lineages.current(), version, at).of(step.batch(), step.result()::refusal),
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
