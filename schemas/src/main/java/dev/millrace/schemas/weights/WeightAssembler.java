package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the versions of one run together from its weight records, fed in the order of the log.
 *
 * <p>It may begin anywhere in the log: chunks whose manifest lies before are passed over. A newer manifest abandons a
 * version that never became whole. Nothing is allocated on the word of a manifest. Belongs to one thread.
 */
public final class WeightAssembler {

    /** A cap on declared sizes that fits any policy whose weights go through the log. */
    public static final long DEFAULT_MAX_BYTES = 512L << 20;

    private final RunId run;
    private final long maxBytes;
    private final List<ByteBuffer> parts = new ArrayList<>();
    private @Nullable WeightManifest open;
    private long received;
    private int newest = -1;

    /**
     * @param run records of other runs are passed over
     * @param maxBytes largest payload accepted, at least 1 and below 2 GiB
     */
    public WeightAssembler(RunId run, long maxBytes) {
        if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a payload cannot be limited to " + maxBytes + " bytes");
        }
        this.run = run;
        this.maxBytes = maxBytes;
    }

    /**
     * Takes the next record of the log.
     *
     * @return a version that is whole and verified with this record, or one that proved corrupt with it; empty while
     *     nothing can be said yet
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

    private Optional<WeightOutcome> begin(WeightManifest manifest) {
        reset();
        String wrong = objection(manifest);
        if (wrong != null) {
            return Optional.of(new CorruptWeights(manifest.getVersion(), wrong));
        }
        newest = manifest.getVersion();
        open = manifest;
        return Optional.empty();
    }

    private @Nullable String objection(WeightManifest manifest) {
        if (manifest.getVersion() <= newest) {
            return "it was announced after version " + newest + ", but versions only grow";
        }
        if (manifest.getKind() != WeightKind.ANCHOR) {
            return "its kind is " + manifest.getKind() + ", but only ANCHOR can be read";
        }
        if (!manifest.getFormat().equals(WeightAnnouncement.FORMAT)) {
            return "its format is " + manifest.getFormat() + ", but only " + WeightAnnouncement.FORMAT + " can be read";
        }
        if (manifest.getBytes() < 1 || manifest.getBytes() > maxBytes) {
            return "it declares " + manifest.getBytes() + " bytes; from 1 to " + maxBytes + " are accepted";
        }
        if (manifest.getChunks() < 1 || manifest.getChunks() > manifest.getBytes()) {
            return "it declares " + manifest.getChunks() + " chunks for " + manifest.getBytes() + " bytes";
        }
        return null;
    }

    private Optional<WeightOutcome> add(WeightChunk chunk) {
        WeightManifest manifest = open;
        if (manifest == null || chunk.getVersion() != manifest.getVersion()) {
            return manifest == null
                    ? Optional.empty()
                    : refuse(manifest, "a chunk of version " + chunk.getVersion() + " lies among its chunks");
        }
        if (chunk.getIndex() != parts.size()) {
            return refuse(manifest, "chunk " + chunk.getIndex() + " stands where chunk " + parts.size() + " belongs");
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
        return Optional.of(new AssembledWeights(manifest.getVersion(), payload.flip(), manifest));
    }

    private Optional<WeightOutcome> refuse(WeightManifest manifest, String cause) {
        reset();
        return Optional.of(new CorruptWeights(manifest.getVersion(), cause));
    }

    private void reset() {
        open = null;
        parts.clear();
        received = 0;
    }
}
