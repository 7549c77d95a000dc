package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.Sha256;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Cuts a version of the weights into the records that announce it. Stateless and safe for all threads. */
public final class WeightAnnouncement {

    /** A chunk size that leaves a record well below what brokers take by default. */
    public static final int DEFAULT_CHUNK_BYTES = 512 * 1024;

    /** The one encoding of payloads. */
    public static final String FORMAT = "safetensors";

    private WeightAnnouncement() {}

    /**
     * The records of one anchor, the manifest first, then the chunks in their order; they belong into one transaction.
     *
     * @param version the policy version, at least 0
     * @param payload the weights as safetensors, at least one byte; the chunks are views of it, so it must not change
     *     any more
     * @param architecture the policy's architecture as JSON
     * @param tensors a checksum for each tensor of the payload
     * @param settledGroups groups trained or dropped by the learner so far, at least 0
     * @param chunkBytes length of every chunk but the last, at least 1
     * @param publishedAt when
     * @throws IllegalArgumentException if a number is out of its range or the payload is empty
     */
    public static List<WeightRecord> split(
            RunId run,
            int version,
            ByteBuffer payload,
            String architecture,
            List<TensorDigest> tensors,
            long settledGroups,
            int chunkBytes,
            Instant publishedAt) {
        if (version < 0 || settledGroups < 0 || chunkBytes < 1 || !payload.hasRemaining()) {
            throw new IllegalArgumentException("no weights can be announced with version " + version
                    + ", settled groups " + settledGroups + ", chunks of " + chunkBytes + " bytes and a payload of "
                    + payload.remaining() + " bytes");
        }
        ByteBuffer bytes = payload.slice();
        int chunks = Math.toIntExact((bytes.limit() + (long) chunkBytes - 1) / chunkBytes);
        List<WeightRecord> records = new ArrayList<>(chunks + 1);
        WeightManifest manifest = WeightManifest.newBuilder()
                .setVersion(version)
                .setKind(WeightKind.ANCHOR)
                .setParentVersion(null)
                .setFormat(FORMAT)
                .setArchitecture(architecture)
                .setBytes(bytes.limit())
                .setChunks(chunks)
                .setSha256(Sha256.of(bytes))
                .setTensors(List.copyOf(tensors))
                .setSettledGroups(settledGroups)
                .setPublishedAt(publishedAt.truncatedTo(ChronoUnit.MILLIS))
                .build();
        records.add(new WeightRecord(run.value(), manifest));
        for (int index = 0; index < chunks; index++) {
            int begin = index * chunkBytes;
            ByteBuffer data = bytes.slice(begin, Math.min(chunkBytes, bytes.limit() - begin));
            records.add(new WeightRecord(run.value(), new WeightChunk(version, index, data)));
        }
        return records;
    }
}
