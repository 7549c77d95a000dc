package dev.millrace.learner;

import dev.millrace.learner.LearnerListener.Milestone;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.commit.CommitLog;
import dev.millrace.learner.commit.PublishedWeights;
import dev.millrace.learner.commit.StepRecords;
import dev.millrace.learner.commit.WeightPublisher;
import dev.millrace.learner.commit.WeightTrimmer;
import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.weights.WeightAssembler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of live training, published on the log, each in one transaction. Belongs to the learner's thread. */
final class PublishedSteps implements StepSink {

    private static final Logger log = LoggerFactory.getLogger(PublishedSteps.class);

    private final RunId run;
    private final LearnerConfig config;
    private final CommitLog commits;
    private final WeightPublisher weights;
    private final WeightTrimmer trimmer;
    private final Lineages lineages;
    private final StepReport report;
    private final LearnerListener listener;
    private final Clock clock;
    private Duration lastPublish = Duration.ZERO;
    private long nextOffset;

    /**
     * @param digests of what the policy writes prompts with, which stand in each step
     * @param commits owned by the caller
     * @param weights takes them to the log, or to a store
     * @param trimmer knows which weights lie on the log
     * @param lineages of the run, up to the one that trains
     * @param oldestCheckpoint step of the oldest checkpoint that is kept
     */
    PublishedSteps(
            RunId run,
            LearnerConfig config,
            FormatDigests digests,
            CommitLog commits,
            WeightPublisher weights,
            WeightTrimmer trimmer,
            Lineages lineages,
            IntSupplier oldestCheckpoint,
            LearnerListener listener,
            Clock clock) {
        this.run = run;
        this.config = config;
        this.commits = commits;
        this.weights = weights;
        this.trimmer = trimmer;
        this.lineages = lineages;
        this.report = new StepReport(run, config, digests, lineages, trimmer, oldestCheckpoint);
        this.listener = listener;
        this.clock = clock;
    }

    /** Begins a new run: publishes its base policy as version 0. */
    void begin(PolicyUpdate base, LearnerPosition position) {
        StepRecords records = report.ofBase(announced(base, position, clock.instant()), position);
        publish(records);
        weights.delete(trimmer.published(records));
        log.atInfo().addKeyValue("run", run).log("new run: base policy published as version 0");
    }

    /**
     * Begins the newest lineage: publishes the weights of a checkpoint again, as its first version, and takes the offset back
     * to where the checkpoint was written.
     *
     * @param from the step that the run had come to
     */
    void rewind(PolicyUpdate checkpoint, LearnerPosition position, int from) {
        Rewind rewind = lineages.rewinds().get(lineages.rewinds().size() - 1);
        Instant now = clock.instant();
        StepRecords records = report.ofRewind(announced(checkpoint, position, now), rewind, position, from, now);
        publish(records);
        weights.delete(trimmer.published(records, rewind));
        log.atWarn()
                .addKeyValue("run", run)
                .addKeyValue("lineage", rewind.getLineage())
                .addKeyValue("step", rewind.getStep())
                .addKeyValue("abandoned", (rewind.getStep() + 1) + " to " + from)
                .addKeyValue("version", rewind.getVersion())
                .log(
                        "gone back to a checkpoint: the steps after it are abandoned, and what they trained is trained again");
        listener.reached(Milestone.COMMITTED, records.version());
        records.step().ifPresent(listener::rewound);
    }

    /** Goes on from an offset, which it says on the log. */
    void resume(long offset) {
        nextOffset = offset;
        commits.resumed(offset);
    }

    @Override
    public void accept(
            TrainingLoop.Step step,
            PolicyUpdate update,
            LearnerPosition position,
            Map<String, Double> timing,
            Instant now) {
        Map<String, Double> metrics = new HashMap<>(timing);
        // Publishing comes after the step is written down: its time is that of the step before.
        metrics.put("timing_s/publish", Training.seconds(lastPublish));
        StepRecords records = report.of(step, announced(update, position, now), position, metrics, now);
        publish(records);
        weights.delete(trimmer.published(records));
        listener.reached(Milestone.COMMITTED, records.version());
        records.step().ifPresent(this::tell);
    }

    /** Weights that no worker takes are not published: the run would stand still, and its log hold what nobody can read. */
    @Override
    public void requireFits(long bytes) {
        long most = config.weights().maxBytes();
        if (bytes > most && !weights.takesToStore(bytes)) {
            throw new WeightsTooLargeException("the weights of run " + run + " have " + bytes
                    + " bytes, but learner.weights.max_bytes is " + most
                    + "; they were not published. Give the learner and its workers an object store (kafka.store), raise it for"
                    + " both, to at most " + WeightAssembler.LARGEST_MAX_BYTES + ", or train an adapter");
        }
    }

    private PublishedWeights announced(PolicyUpdate update, LearnerPosition position, Instant now) {
        return weights.prepare(update, position.settledGroups(), lineages, now);
    }

    private void publish(StepRecords records) {
        Instant begun = clock.instant();
        commits.commit(records, () -> listener.reached(Milestone.SENT, records.version()));
        nextOffset = records.nextOffset();
        lastPublish = Duration.between(begun, clock.instant());
    }

    private void tell(TrainingStep step) {
        log.atInfo()
                .addKeyValue("step", step.getStep())
                .addKeyValue("skipped", step.getSkipped())
                .addKeyValue("reward", step.getMetrics().get("reward"))
                .addKeyValue("seconds", step.getMetrics().get("perf/time_per_step"))
                .log("step committed");
        listener.committed(step);
    }

    /** Notes on the log that the learner was stopped where it stands. */
    void stopped() {
        commits.stopped(nextOffset, clock.instant());
    }
}
