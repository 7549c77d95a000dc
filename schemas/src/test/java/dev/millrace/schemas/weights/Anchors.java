package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.lineage.Lineages;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Versions as they are announced, for the tests of this package. */
final class Anchors {

    private Anchors() {}

    static List<WeightRecord> announce(RunId run, int version, byte[] payload, int chunkBytes) {
        WeightChunks chunks =
                new WeightChunks(run, version, () -> new ByteArrayInputStream(payload), payload.length, chunkBytes);
        List<WeightRecord> records = new ArrayList<>();
        records.add(announcement(run, version, payload).inChunks(chunks));
        chunks.forEach(records::add);
        return records;
    }

    static WeightAnnouncement announcement(RunId run, int version, byte[] payload) {
        return new WeightAnnouncement(
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
                96,
                Instant.EPOCH,
                Lineages.NONE);
    }
}
