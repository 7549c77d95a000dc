package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightDelta;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.store.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the versions of one run together from its weight records, fed in the order of the log.
 *
 * <p>It may begin anywhere in the log: chunks whose manifest lies before, or was trimmed, are passed over. A newer manifest
 * abandons a version that never became whole. Nothing is allocated on the word of a manifest, and what is newest is known
 * from verified versions only: a manifest alone shuts out nothing. Belongs to one thread.
 */
public final class WeightAssembler {

    /** A cap on declared sizes that fits any policy whose weights go through the log. */
    public static final long DEFAULT_MAX_BYTES = 512L << 20;

    /** What a limit on payloads can be at most: they are put together in the heap. What lies in a store has none. */
    public static final long LARGEST_MAX_BYTES = Integer.MAX_VALUE - 8L;

    private static final int NONE = -1;

    /**
     * Versions that may be missing between one and the next: more than a reader misses that stood still for a day. What is
     * further ahead is no version of an honest learner, and would shut out all that are.
     */
    static final int MAX_JUMP = 100_000;

    private static final int LARGEST_SHARD = Integer.MAX_VALUE;

    private final RunId run;
    private final WeightAcceptance accepted;
    private final boolean keepsPayload;
    private PayloadParts parts = new PayloadParts(0);
    private @Nullable WeightManifest open;
    private Sha256 sha256 = new Sha256();
    private int chunks;
    private long received;
    private boolean damaged;
    private int newest = NONE;
    private @Nullable DeltaAnchor anchor;
    private int wanted = NONE;

    /**
     * @param run records of other runs are passed over
     * @param maxBytes largest payload accepted on the log, at least 1 and below 2 GiB; one in a store may be larger
     */
    public WeightAssembler(RunId run, long maxBytes) {
        this(run, WeightAcceptance.upTo(maxBytes), true);
    }

    /** @param keepsPayload whether versions come with their payload, or are only verified, in no memory to speak of */
    WeightAssembler(RunId run, WeightAcceptance accepted, boolean keepsPayload) {
        this.run = run;
        this.accepted = accepted;
        this.keepsPayload = keepsPayload;
    }

    /** One with the same settings that has read nothing, and holds the anchor that this one holds. */
    WeightAssembler anew() {
        WeightAssembler fresh = new WeightAssembler(run, accepted, keepsPayload);
        fresh.anchor = anchor;
        return fresh;
    }

    /** Deltas of older versions than this one are passed over: nobody wants what they come to. */
    void passOverDeltasBefore(int version) {
        wanted = version;
    }

    /**
     * Takes the next record of the log.
     *
     * @return a version that is whole and verified with this record, or one that proved corrupt or trimmed with it; empty
     *     while nothing can be said yet
     */
    public Optional<WeightOutcome> accept(WeightRecord record) {
        if (!record.getRunId().equals(run.value())) {
            return Optional.empty();
        }
        if (record.getBody() instanceof WeightManifest manifest) {
            return begin(manifest);
        }
        if (record.getBody() instanceof WeightChunk chunk) {
            return add(chunk);
        }
        return Optional.empty();
    }

    /** Says that the next record of the log cannot be read: the open version misses it for another reason than trimming. */
    public void skipUnreadable() {
        damaged = true;
    }

    /** Says that a version in a store was read and is what its digests say: older ones are none any more. */
    public void confirm(int version) {
        newest = Math.max(newest, version);
    }

    private Optional<WeightOutcome> begin(WeightManifest manifest) {
        reset();
        Optional<String> untrusted = accepted.trusted().objection(run.value(), manifest);
        String wrong = untrusted.isPresent() ? untrusted.get() : objection(manifest);
        if (wrong != null) {
            return Optional.of(new CorruptWeights(manifest.getVersion(), wrong));
        }
        if (manifest.getStore() != null) {
            return Optional.of(new StoredWeights(manifest));
        }
        open = manifest;
        parts = new PayloadParts(inChunks(manifest));
        return Optional.empty();
    }

    /** Bytes that its chunks hold. */
    private static long inChunks(WeightManifest manifest) {
        WeightDelta delta = manifest.getDelta();
        return delta == null ? manifest.getBytes() : delta.getBytes();
    }

    private @Nullable String objection(WeightManifest manifest) {
        if (manifest.getVersion() <= newest) {
            return "it was announced after version " + newest + ", but versions only grow";
        }
        if (newest != NONE && manifest.getVersion() - (long) newest > MAX_JUMP) {
            return "it was announced after version " + newest + ", but at most " + MAX_JUMP
                    + " versions are passed over; a reader that stood still for that long is started again";
        }
        if (manifest.getKind() == WeightKind.UNKNOWN) {
            return "its kind is one that this version of Millrace does not know";
        }
        if ((manifest.getBaseSha256() == null) != (manifest.getKind() == WeightKind.ANCHOR)) {
            return "its kind is " + manifest.getKind() + ", but its base is " + manifest.getBaseSha256();
        }
        if ((manifest.getAdapter() == null) != (manifest.getKind() != WeightKind.ADAPTER)) {
            return "its kind is " + manifest.getKind() + ", but it says of an adapter: " + manifest.getAdapter();
        }
        if (!manifest.getFormat().equals(WeightAnnouncement.FORMAT)) {
            return "its format is " + manifest.getFormat() + ", but only " + WeightAnnouncement.FORMAT + " can be read";
        }
        if (manifest.getBytes() < 1 || manifest.getStore() == null && manifest.getBytes() > accepted.maxBytes()) {
            return "it declares " + manifest.getBytes() + " bytes; from 1 to " + accepted.maxBytes()
                    + " are accepted on the log (learner.weights.max_bytes)";
        }
        String wrong = objectionToDelta(manifest);
        if (wrong != null) {
            return wrong;
        }
        return manifest.getStore() == null ? objectionToChunks(manifest) : objectionToShards(manifest);
    }

    private static @Nullable String objectionToDelta(WeightManifest manifest) {
        WeightDelta delta = manifest.getDelta();
        Integer of = manifest.getParentVersion();
        if (manifest.getKind() != WeightKind.DELTA) {
            return delta == null
                    ? null
                    : "its kind is " + manifest.getKind() + ", but it says how a delta lies in chunks";
        }
        if (delta == null || of == null || of >= manifest.getVersion() || manifest.getStore() != null) {
            return "it is a delta, but not in chunks, or of no version before it";
        }
        if (delta.getBytes() < 1 || delta.getBytes() > manifest.getBytes()) {
            return "it declares a delta of " + delta.getBytes() + " bytes for " + manifest.getBytes();
        }
        return null;
    }

    private static @Nullable String objectionToShards(WeightManifest manifest) {
        long bytes = 0;
        for (WeightShard shard : manifest.getShards()) {
            if (shard.getBytes() < 1 || shard.getBytes() > LARGEST_SHARD) {
                return "it declares a shard of " + shard.getBytes() + " bytes";
            }
            if (!ObjectKey.isSha256(shard.getSha256())) {
                return "it declares a shard whose digest is no SHA-256: " + shard.getSha256();
            }
            bytes += shard.getBytes();
        }
        return bytes == manifest.getBytes()
                ? null
                : "its shards hold " + bytes + " of the " + manifest.getBytes() + " bytes declared";
    }

    private static @Nullable String objectionToChunks(WeightManifest manifest) {
        if (manifest.getChunks() < 1 || manifest.getChunks() > inChunks(manifest)) {
            return "it declares " + manifest.getChunks() + " chunks for " + inChunks(manifest) + " bytes";
        }
        return null;
    }

    private Optional<WeightOutcome> add(WeightChunk chunk) {
        WeightManifest manifest = open;
        if (manifest == null) {
            return Optional.empty();
        }
        if (chunk.getVersion() != manifest.getVersion()) {
            String wrong = "a chunk of version " + chunk.getVersion() + " lies among its chunks";
            return missing(manifest, wrong, chunk.getVersion() > manifest.getVersion());
        }
        if (chunk.getIndex() != chunks) {
            String wrong = "chunk " + chunk.getIndex() + " stands where chunk " + chunks + " belongs";
            return missing(manifest, wrong, chunk.getIndex() > chunks);
        }
        received += chunk.getData().remaining();
        if (received > inChunks(manifest)) {
            return refuse(manifest, "its chunks hold more than the " + inChunks(manifest) + " bytes declared");
        }
        sha256.update(chunk.getData().duplicate());
        chunks++;
        if (keepsPayload) {
            parts.add(chunk.getData().duplicate());
        }
        return chunks < manifest.getChunks() ? Optional.empty() : finish(manifest);
    }

    private Optional<WeightOutcome> finish(WeightManifest manifest) {
        if (received != inChunks(manifest)) {
            return refuse(
                    manifest, "its chunks hold " + received + " of the " + inChunks(manifest) + " bytes declared");
        }
        WeightDelta delta = manifest.getDelta();
        String declared = delta == null ? manifest.getSha256() : delta.getSha256();
        String found = sha256.finish();
        if (!found.equals(declared)) {
            return refuse(manifest, "its SHA-256 is " + found + ", declared is " + declared);
        }
        return delta == null ? Optional.of(whole(manifest, parts.all())) : applied(manifest);
    }

    /** An anchor that may have deltas is held; another whole version means that those before have none any more. */
    private AssembledWeights whole(WeightManifest manifest, List<ByteBuffer> payload) {
        AssembledWeights whole = new AssembledWeights(manifest, payload);
        reset();
        newest = manifest.getVersion();
        if (manifest.getKind() != WeightKind.DELTA) {
            anchor = manifest.getHasDeltas()
                    ? new DeltaAnchor(manifest.getVersion(), manifest.getSha256(), whole.payload())
                    : null;
        }
        return whole;
    }

    /** A delta is whole where its anchor was read before; what comes of both is compared like any other payload. */
    private Optional<WeightOutcome> applied(WeightManifest manifest) {
        DeltaAnchor to = anchor;
        if (to == null
                || !Integer.valueOf(to.version()).equals(manifest.getParentVersion())
                || !to.sha256().equals(manifest.getBaseSha256())) {
            reset();
            return Optional.of(new IncompleteWeights(
                    manifest.getVersion(),
                    "it is a delta of version " + manifest.getParentVersion() + ", which was not read before it"));
        }
        if (manifest.getVersion() < wanted) {
            reset();
            return Optional.empty();
        }
        if (!keepsPayload) {
            return Optional.of(whole(manifest, List.of()));
        }
        try {
            List<ByteBuffer> payload = to.apply(parts.all());
            Sha256 digest = new Sha256();
            payload.forEach(part -> digest.update(part.duplicate()));
            String found = digest.finish();
            if (!found.equals(manifest.getSha256()) || to.length() != manifest.getBytes()) {
                return refuse(
                        manifest,
                        "with its anchor, version " + to.version() + ", it comes to the SHA-256 " + found
                                + ", declared is " + manifest.getSha256());
            }
            return Optional.of(whole(manifest, payload));
        } catch (IOException e) {
            return refuse(manifest, "its delta cannot be read: " + e.getMessage());
        }
    }

    /** Chunks are missing: trimmed where the log has gone on beyond them, and all that was there could be read. */
    private Optional<WeightOutcome> missing(WeightManifest manifest, String cause, boolean isBeyond) {
        if (!isBeyond || damaged) {
            return refuse(manifest, cause);
        }
        reset();
        return Optional.of(new IncompleteWeights(manifest.getVersion(), cause));
    }

    private Optional<WeightOutcome> refuse(WeightManifest manifest, String cause) {
        reset();
        return Optional.of(new CorruptWeights(manifest.getVersion(), cause));
    }

    private void reset() {
        open = null;
        parts = new PayloadParts(0);
        sha256 = new Sha256();
        chunks = 0;
        received = 0;
        damaged = false;
    }
}
