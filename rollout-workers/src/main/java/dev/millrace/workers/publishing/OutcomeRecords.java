package dev.millrace.workers.publishing;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.DeadLetters;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ImageBlobs;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.RecordLimits;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The records that say what became of a prompt. They are made as bytes before a transaction begins, so that a schema
 * that is missing costs no transaction.
 */
public final class OutcomeRecords {

    /** What stands in {@code dropped_by} of the drops that workers write. */
    public static final String ROLE = "worker";

    private static final int ROOM_FOR_FRAMING = 1024;

    private final RunId run;
    private final Topics topics;
    private final ImageBlobs blobs;
    private final Serializer<ImageBlob> images;
    private final Serializer<Trajectory> trajectories;
    private final Serializer<Drop> drops;
    private final Clock clock;

    /** @param blobs puts large images into the store; stays its owner's */
    public OutcomeRecords(
            RunId run,
            Topics topics,
            ImageBlobs blobs,
            Serializer<ImageBlob> images,
            Serializer<Trajectory> trajectories,
            Serializer<Drop> drops,
            Clock clock) {
        this.run = run;
        this.topics = topics;
        this.blobs = blobs;
        this.images = images;
        this.trajectories = trajectories;
        this.drops = drops;
        this.clock = clock;
    }

    /** Over the schemas of a registry. */
    public static OutcomeRecords of(RunId run, Topics topics, ImageBlobs blobs, AvroSerdes serdes, Clock clock) {
        return new OutcomeRecords(
                run,
                topics,
                blobs,
                serdes.serializer(ImageBlob.class),
                serdes.serializer(Trajectory.class),
                serdes.serializer(Drop.class),
                clock);
    }

    /**
     * Makes the records of one outcome. A group with a trajectory or an image that no record holds is refused as a whole:
     * sampling it again would not change that, and a worker that ended over it would leave it to the next one. Images that
     * are too large for the log are in the store when this returns.
     *
     * @throws org.apache.kafka.common.errors.SerializationException if the registry lacks a schema or does not answer
     * @throws dev.millrace.schemas.store.StoreException if the store does not take an image now
     */
    EncodedOutcome encode(PromptOutcome outcome) {
        if (outcome instanceof PromptOutcome.Sampled sampled) {
            try {
                return new EncodedOutcome(sampled, records(sampled));
            } catch (RecordTooLargeException e) {
                return encode(new PromptOutcome.Refused(sampled.prompt(), DropReason.TOO_LARGE, e));
            }
        }
        return new EncodedOutcome(outcome, records((PromptOutcome.Refused) outcome));
    }

    private List<ProducerRecord<byte[], byte[]>> records(PromptOutcome.Sampled sampled) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (ImageBlob image : sampled.images()) {
            byte[] value = images.serialize(topics.images(), blobs.toPublish(image));
            requireRoom(
                    "image " + image.getSha256() + " of group " + sampled.group(),
                    value,
                    "draw smaller images, or set kafka.store for large ones");
            records.add(
                    new ProducerRecord<>(topics.images(), image.getSha256().getBytes(StandardCharsets.UTF_8), value));
        }
        for (Trajectory trajectory : sampled.trajectories()) {
            byte[] value = trajectories.serialize(topics.trajectories(), trajectory);
            requireRoom(
                    "trajectory " + trajectory.getIndex() + " of group " + sampled.group(),
                    value,
                    "lower worker.max_response_tokens or worker.drawing.window, or shorten the prompt");
            records.add(new ProducerRecord<>(topics.trajectories(), key(sampled), value));
        }
        return records;
    }

    private List<ProducerRecord<byte[], byte[]>> records(PromptOutcome.Refused refused) {
        return List.of(
                new ProducerRecord<>(topics.drops(), key(refused), drops.serialize(topics.drops(), drop(refused))),
                DeadLetters.letter(topics.deadLetters(), refused.prompt().record(), refused.cause()));
    }

    private static byte[] key(PromptOutcome outcome) {
        return outcome.group().value().getBytes(StandardCharsets.UTF_8);
    }

    private static void requireRoom(String what, byte[] value, String cure) {
        if (value.length > RecordLimits.MAX_RECORD_BYTES - ROOM_FOR_FRAMING) {
            throw new RecordTooLargeException(what + " has " + value.length + " bytes, but a record may have at most "
                    + RecordLimits.MAX_RECORD_BYTES + "; " + cure);
        }
    }

    private Drop drop(PromptOutcome.Refused refused) {
        return Drop.newBuilder()
                .setRunId(run.value())
                .setGroupId(refused.group().value())
                .setIndices(PackedInts.of().bytes())
                .setWholeGroup(true)
                .setReason(refused.reason())
                .setDetail(refused.detail())
                .setDroppedBy(ROLE)
                .setDroppedAt(clock.instant())
                .build();
    }
}
