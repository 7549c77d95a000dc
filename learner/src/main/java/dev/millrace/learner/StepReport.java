package dev.millrace.learner;

import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.commit.DropRecords;
import dev.millrace.learner.commit.StepRecords;
import dev.millrace.learner.commit.WeightTrimmer;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.learner.step.BatchMetrics;
import dev.millrace.learner.step.DependencyWatch;
import dev.millrace.learner.step.StepResult;
import dev.millrace.learner.step.WeightPayload;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.weights.WeightAnnouncement;
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
    private final WeightTrimmer trimmer;
    private final DependencyWatch dependency = new DependencyWatch();

    /**
     * @param config of it stands on the log what those need to know who read it alone
     * @param trimmer says which older weights go with a version
     */
    StepReport(RunId run, LearnerConfig config, WeightTrimmer trimmer) {
        this.run = run;
        this.config = config;
        this.trimmer = trimmer;
    }

    /** The records of the base policy, which no step made. */
    StepRecords ofBase(WeightPayload weights, LearnerPosition position, Instant now) {
        return new StepRecords(
                announce(weights, position, now), List.of(), Optional.empty(), List.of(), position.nextOffset());
    }

    /**
     * The records of a step.
     *
     * @param position after the step
     * @param timing further metrics by name
     */
    StepRecords of(
            TrainingLoop.Step step,
            WeightPayload weights,
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
        metrics.put("weights/bytes", (double) weights.bytes().remaining());
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
                .setWeightsSha256(weights.sha256())
                .setNextOffset(position.nextOffset())
                .setSettledGroups(position.settledGroups())
                .setSkipped(!trained)
                .setMetrics(metrics)
                .setTrainedAt(at)
                .setTotalSteps(config.totalSteps())
                .setBatchGroups(config.batchGroups())
                .setMaxStaleness(config.maxStaleness())
                .build();
        return new StepRecords(
                announce(weights, position, now),
                trimmer.outdatedBy(position.version()),
                Optional.of(record),
                new DropRecords(run, at).of(step.batch(), refusal),
                position.nextOffset());
    }

    private List<WeightRecord> announce(WeightPayload weights, LearnerPosition position, Instant now) {
        return WeightAnnouncement.split(
                run,
                position.version(),
                weights.bytes(),
                weights.architecture(),
                weights.tensors(),
                position.settledGroups(),
                config.weights().chunkBytes(),
                now);
    }

    private static TrainedGroup trained(TrainableGroup group) {
        int[] indices = group.trajectories().stream()
                .map(TrainableTrajectory::id)
                .mapToInt(id -> id.index())
                .toArray();
        return new TrainedGroup(group.id().value(), PackedInts.of(indices).bytes());
    }
}
