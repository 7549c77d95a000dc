package dev.millrace.learner.commit;

import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightChunks;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Versions of any bytes as they are published, for the tests of this package. */
final class Published {

    private Published() {}

    static PublishedWeights weights(RunId run, int version, byte[] payload, int chunkBytes) {
        WeightChunks chunks =
                new WeightChunks(run, version, () -> new ByteArrayInputStream(payload), payload.length, chunkBytes);
        WeightAnnouncement announcement = new WeightAnnouncement(
                run,
                version,
                "mot",
                WeightKind.ANCHOR,
                Optional.empty(),
                Optional.empty(),
                "{}",
                payload.length,
                Sha256.of(ByteBuffer.wrap(payload)),
                List.of(),
                32,
                Instant.EPOCH,
                Lineages.NONE);
        return new PublishedWeights(announcement.inChunks(chunks), chunks);
    }
}
