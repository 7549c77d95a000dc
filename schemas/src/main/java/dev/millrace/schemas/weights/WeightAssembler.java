package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

    /** What a limit on payloads can be at most: they are put together in one array. */
    public static final long LARGEST_MAX_BYTES = Integer.MAX_VALUE - 8L;

    private static final int NONE = -1;

    /**
     * Versions that may be missing between one and the next: more than a reader misses that stood still for a day. What is
     * further ahead is no version of an honest learner, and would shut out all that are.
     */
    static final int MAX_JUMP = 100_000;

    private final RunId run;
    private final long maxBytes;
    private final List<ByteBuffer> parts = new ArrayList<>();
    private @Nullable WeightManifest open;
    private long received;
    private boolean damaged;
    private int newest = NONE;

    /**
     * @param run records of other runs are passed over
     * @param maxBytes largest payload accepted, at least 1 and below 2 GiB
     */
    public WeightAssembler(RunId run, long maxBytes) {
        if (maxBytes < 1 || maxBytes > LARGEST_MAX_BYTES) {
            throw new IllegalArgumentException("a payload cannot be limited to " + maxBytes + " bytes");
        }
        this.run = run;
        this.maxBytes = maxBytes;
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

    private Optional<WeightOutcome> begin(WeightManifest manifest) {
        reset();
        String wrong = objection(manifest);
        if (wrong != null) {
            return Optional.of(new CorruptWeights(manifest.getVersion(), wrong));
        }
        open = manifest;
        return Optional.empty();
    }

    private @Nullable String objection(WeightManifest manifest) {
        if (manifest.getVersion() <= newest) {
            return "it was announced after version " + newest + ", but versions only grow";
        }
        if (newest != NONE && manifest.getVersion() - (long) newest > MAX_JUMP) {
            return "it was announced after version " + newest + ", but at most " + MAX_JUMP
                    + " versions are passed over; a reader that stood still for that long is started again";
        }
        if (manifest.getKind() != WeightKind.ANCHOR) {
            return "its kind is " + manifest.getKind() + ", but only ANCHOR can be read";
        }
        if (!manifest.getFormat().equals(WeightAnnouncement.FORMAT)) {
            return "its format is " + manifest.getFormat() + ", but only " + WeightAnnouncement.FORMAT + " can be read";
        }
        if (manifest.getBytes() < 1 || manifest.getBytes() > maxBytes) {
            return "it declares " + manifest.getBytes() + " bytes; from 1 to " + maxBytes
                    + " are accepted (learner.weights.max_bytes)";
        }
        if (manifest.getChunks() < 1 || manifest.getChunks() > manifest.getBytes()) {
            return "it declares " + manifest.getChunks() + " chunks for " + manifest.getBytes() + " bytes";
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
        if (chunk.getIndex() != parts.size()) {
            String wrong = "chunk " + chunk.getIndex() + " stands where chunk " + parts.size() + " belongs";
            return missing(manifest, wrong, chunk.getIndex() > parts.size());
        }
        received += chunk.getData().remaining();
        if (received > manifest.getBytes()) {
            return refuse(manifest, "its chunks hold more than the " + manifest.getBytes() + " bytes declared");
        }
        parts.add(chunk.getData());
        return parts.size() < manifest.getChunks() ? Optional.empty() : finish(manifest);
    }

    private Optional<WeightOutcome> finish(WeightManifest manifest) {
        if (received != manifest.getBytes()) {
            return refuse(
                    manifest, "its chunks hold " + received + " of the " + manifest.getBytes() + " bytes declared");
        }
        String sha256 = Sha256.of(parts);
        if (!sha256.equals(manifest.getSha256())) {
            return refuse(manifest, "its SHA-256 is " + sha256 + ", declared is " + manifest.getSha256());
        }
        ByteBuffer payload = ByteBuffer.allocate((int) received);
        parts.forEach(part -> payload.put(part.duplicate()));
        reset();
        newest = manifest.getVersion();
        return Optional.of(new AssembledWeights(manifest.getVersion(), payload.flip(), manifest));
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
        parts.clear();
        received = 0;
        damaged = false;
    }
}
