package dev.millrace.learner.commit;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.weights.WeightKey;
import java.util.List;
import java.util.Optional;

/**
 * All that one step publishes, in one transaction.
 *
 * @param weights the manifest, then its chunks
 * @param trimmed keys of older weights that go
 * @param step what was done; empty for the base policy, which no step made
 * @param drops what was not trained
 * @param nextOffset offset of the experience log at which the next step begins
 */
public record StepRecords(
        List<WeightRecord> weights,
        List<WeightKey> trimmed,
        Optional<TrainingStep> step,
        List<Drop> drops,
        long nextOffset) {

    public StepRecords {
        weights = List.copyOf(weights);
        trimmed = List.copyOf(trimmed);
        drops = List.copyOf(drops);
    }

    /** The version that it publishes. */
    public int version() {
        return manifest().getVersion();
    }

    /** SHA-256 of its payload. */
    public String weightsSha256() {
        return manifest().getSha256();
    }

    private WeightManifest manifest() {
        return (WeightManifest) weights.get(0).getBody();
    }
}
