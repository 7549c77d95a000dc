package dev.millrace.learner.commit;

import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.weights.WeightInventory;
import dev.millrace.schemas.weights.WeightLog;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Reads where a run stands. Belongs to the learner's thread. */
public final class CommittedReader {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final WeightLog weights;
    private final TrainingStepLog steps;
    private final LongSupplier committedOffset;

    /**
     * @param committedOffset offset of the experience log that the run committed, or -1
     */
    public CommittedReader(WeightLog weights, TrainingStepLog steps, LongSupplier committedOffset) {
        this.weights = weights;
        this.steps = steps;
        this.committedOffset = committedOffset;
    }

    /** Weights of the run that the last reading has found in the log. */
    public WeightInventory inventory() {
        return weights.inventory();
    }

    /**
     * The state that the last committed transaction left, empty for a new run.
     *
     * @throws IllegalStateException if the topics contradict each other
     * @throws org.apache.kafka.common.errors.TimeoutException if the broker does not answer
     */
    public Optional<CommittedState> read() {
        Optional<WeightManifest> newest = weights.newest(PATIENCE);
        Optional<TrainingStep> step = steps.last(PATIENCE);
        if (newest.isEmpty()) {
            step.ifPresent(orphan -> {
                throw new IllegalStateException("training-steps holds step " + orphan.getStep() + " of run "
                        + orphan.getRunId()
                        + ", but weights hold no version of it; the weights topic was emptied or made anew."
                        + " Begin a new run from a checkpoint, under another run.id");
            });
            return Optional.empty();
        }
        int version = newest.get().getVersion();
        int stepped = step.map(RecordedVersions::of).orElse(0);
        if (version != stepped) {
            throw new IllegalStateException("weights hold version " + version + ", but training-steps end at version "
                    + stepped + "; one transaction wrote both, so one of the topics was changed."
                    + " Begin a new run from a checkpoint, under another run.id");
        }
        return Optional.of(new CommittedState(
                version,
                RecordedVersions.step(newest.get()),
                lineages(newest.get()),
                step.map(TrainingStep::getNextOffset).orElseGet(() -> Math.max(0, committedOffset.getAsLong())),
                newest.get().getSettledGroups(),
                newest.get().getSha256(),
                newest.get().getArchitecture(),
                step.map(TrainingStep::getOldestCheckpoint).orElse(0),
                Optional.ofNullable(newest.get().getAdapter()).map(AdapterTermsOf::terms)));
    }

    private static Lineages lineages(WeightManifest newest) {
        try {
            return Lineages.of(newest.getRewinds());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "weights of version " + newest.getVersion() + " tell of rewinds that cannot be: " + e.getMessage()
                            + ". Begin a new run from a checkpoint, under another run.id",
                    e);
        }
    }
}
