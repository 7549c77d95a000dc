package dev.millrace.learner.commit;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.weights.WeightKey;
import java.util.List;
import java.util.Optional;

/**
 * All that one step publishes, in one transaction.
 *
 * @param weights the version that it publishes
 * @param trimmed keys of older weights that go
 * @param step what was done; empty for the base policy, which no step made
 * @param drops what was not trained
 * @param nextOffset offset of the experience log at which the next step begins
 */
public record StepRecords(
        PublishedWeights weights,
        List<WeightKey> trimmed,
        Optional<TrainingStep> step,
        List<Drop> drops,
        long nextOffset) {

    public StepRecords {
        trimmed = List.copyOf(trimmed);
        drops = List.copyOf(drops);
    }

    /** The version that it publishes. */
    public int version() {
        return weights.manifest().getVersion();
    }

    /** SHA-256 of its payload. */
    public String weightsSha256() {
        return weights.manifest().getSha256();
    }
}
