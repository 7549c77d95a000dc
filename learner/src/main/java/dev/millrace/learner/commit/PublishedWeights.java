package dev.millrace.learner.commit;

import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateKind;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightChunks;
import java.time.Instant;

/**
 * A version as it is published.
 *
 * @param record its manifest
 * @param chunks its payload; none where that lies in a store
 */
public record PublishedWeights(WeightRecord record, WeightChunks chunks) {

    /**
     * A version that goes through the log as a whole.
     *
     * @param chunkBytes length of every chunk but the last
     * @param settledGroups groups trained or dropped so far
     * @param lineages of the run, up to the one that made it
     */
    public static PublishedWeights onLog(
            RunId run, PolicyUpdate update, int chunkBytes, long settledGroups, Lineages lineages, Instant now) {
        WeightChunks chunks = new WeightChunks(
                run,
                Math.toIntExact(update.version().value()),
                update.tensors()::open,
                update.tensors().bytes(),
                chunkBytes);
        return new PublishedWeights(
                announcement(run, update, settledGroups, lineages, now).inChunks(chunks), chunks);
    }

    static WeightAnnouncement announcement(
            RunId run, PolicyUpdate update, long settledGroups, Lineages lineages, Instant now) {
        return new WeightAnnouncement(
                run,
                Math.toIntExact(update.version().value()),
                update.family(),
                kind(update.kind()),
                update.base(),
                update.adapter().map(AdapterTermsOf::form),
                update.architecture(),
                update.tensors().bytes(),
                update.tensors().sha256(),
                update.tensors().digest().tensors().entrySet().stream()
                        .map(tensor -> new TensorDigest(tensor.getKey(), tensor.getValue()))
                        .toList(),
                settledGroups,
                now,
                lineages);
    }

    private static WeightKind kind(UpdateKind kind) {
        return switch (kind) {
            case FULL -> WeightKind.ANCHOR;
            case ADAPTER -> WeightKind.ADAPTER;
            case DELTA -> WeightKind.DELTA;
        };
    }

    /** What the learner says of it. */
    public WeightManifest manifest() {
        return (WeightManifest) record.getBody();
    }
}
