package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.AdapterTerms;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightDelta;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What is said of a version of the weights, wherever its payload lies. Immutable.
 *
 * @param version the policy version, at least 0
 * @param family the kind of policy
 * @param base SHA-256 of the payload that it is to be applied to; empty for anchors
 * @param adapter the form of an adapter; empty for others
 * @param architecture the policy's architecture as JSON
 * @param bytes length of the payload as safetensors, at least 1
 * @param sha256 of the payload
 * @param tensors a checksum for each tensor of the payload
 * @param settledGroups groups trained or dropped by the learner so far, at least 0
 * @param publishedAt when
 * @param lineages of the run, up to the one that made it
 */
public record WeightAnnouncement(
        RunId run,
        int version,
        String family,
        WeightKind kind,
        Optional<String> base,
        Optional<AdapterTerms> adapter,
        String architecture,
        long bytes,
        String sha256,
        List<TensorDigest> tensors,
        long settledGroups,
        Instant publishedAt,
        Lineages lineages) {

    /** A chunk size that leaves a record well below what brokers take by default. */
    public static final int DEFAULT_CHUNK_BYTES = 512 * 1024;

    /** The one encoding of payloads. */
    public static final String FORMAT = "safetensors";

    /** @throws IllegalArgumentException if a number is out of its range or the payload is empty */
    public WeightAnnouncement {
        if (version < 0 || settledGroups < 0 || bytes < 1) {
            throw new IllegalArgumentException("no weights can be announced with version " + version
                    + ", settled groups " + settledGroups + " and a payload of " + bytes + " bytes");
        }
        tensors = List.copyOf(tensors);
    }

    /** The manifest of a payload that follows it as chunks in the same transaction. */
    public WeightRecord inChunks(WeightChunks chunks) {
        return record(manifest().setChunks(chunks.count()));
    }

    /** The manifest of a payload that follows it in chunks, and that readers keep for what travels as its deltas. */
    public WeightRecord inChunksAsAnchor(WeightChunks chunks) {
        return record(manifest().setChunks(chunks.count()).setHasDeltas(true));
    }

    /** The manifest of a payload of which chunks bring what has changed since an anchor. */
    public WeightRecord inChunksOf(EncodedDelta delta, WeightChunks chunks) {
        return record(manifest()
                .setKind(WeightKind.DELTA)
                .setParentVersion(delta.anchorVersion())
                .setBaseSha256(delta.anchorSha256())
                .setDelta(new WeightDelta((long) delta.length(), delta.sha256()))
                .setChunks(chunks.count()));
    }

    /**
     * The manifest of a payload in an object store.
     *
     * @param store what its writer calls it
     * @param shards the payload's pieces in their order
     */
    public WeightRecord inStore(String store, List<WeightShard> shards) {
        return record(manifest().setChunks(0).setStore(store).setShards(List.copyOf(shards)));
    }

    private WeightRecord record(WeightManifest.Builder manifest) {
        return new WeightRecord(run.value(), manifest.build());
    }

    private WeightManifest.Builder manifest() {
        return WeightManifest.newBuilder()
                .setVersion(version)
                .setKind(kind)
                .setParentVersion(null)
                .setFormat(FORMAT)
                .setArchitecture(architecture)
                .setBytes(bytes)
                .setSha256(sha256)
                .setTensors(tensors)
                .setSettledGroups(settledGroups)
                .setPublishedAt(publishedAt.truncatedTo(ChronoUnit.MILLIS))
                .setLineage(lineages.lineageOf(version))
                .setStep(lineages.stepOf(version))
                .setParent(version == 0 ? null : Integer.valueOf(lineages.parentOf(version)))
                .setRewinds(lineages.rewinds())
                .setFamily(family)
                .setBaseSha256(base.orElse(null))
                .setAdapter(adapter.orElse(null));
    }
}
