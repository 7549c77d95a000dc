package dev.millrace.workers.publishing;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.DeadLetters;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.RecordLimits;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
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
    private final Serializer<ImageBlob> images;
    private final Serializer<Trajectory> trajectories;
    private final Serializer<Drop> drops;
    private final Clock clock;

    public OutcomeRecords(
            RunId run,
            Topics topics,
            Serializer<ImageBlob> images,
            Serializer<Trajectory> trajectories,
            Serializer<Drop> drops,
            Clock clock) {
        this.run = run;
        this.topics = topics;
        this.images = images;
        this.trajectories = trajectories;
        this.drops = drops;
        this.clock = clock;
    }

    /** Over the schemas of a registry. */
    public static OutcomeRecords of(RunId run, Topics topics, AvroSerdes serdes, Clock clock) {
        return new OutcomeRecords(
                run,
                topics,
                serdes.serializer(ImageBlob.class),
                serdes.serializer(Trajectory.class),
                serdes.serializer(Drop.class),
                clock);
    }

    /**
     * All records of one outcome, in order.
     *
     * @throws org.apache.kafka.common.errors.SerializationException if the registry lacks a schema or does not answer
     * @throws IllegalStateException if a trajectory is larger than a record may be, which sampling again would not change
     */
    List<ProducerRecord<byte[], byte[]>> of(PromptOutcome outcome) {
        byte[] key = outcome.group().value().getBytes(StandardCharsets.UTF_8);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        if (outcome instanceof PromptOutcome.Sampled sampled) {
            for (ImageBlob image : sampled.images()) {
                records.add(new ProducerRecord<>(
                        topics.images(),
                        image.getSha256().getBytes(StandardCharsets.UTF_8),
                        images.serialize(topics.images(), image)));
            }
            String topic = topics.trajectories();
            for (Trajectory trajectory : sampled.trajectories()) {
                records.add(new ProducerRecord<>(topic, key, fitting(trajectory)));
            }
        } else if (outcome instanceof PromptOutcome.Refused refused) {
            String topic = topics.drops();
            records.add(new ProducerRecord<>(topic, key, drops.serialize(topic, drop(refused))));
            records.add(
                    DeadLetters.letter(topics.deadLetters(), refused.prompt().record(), refused.cause()));
        }
        return records;
    }

    private byte[] fitting(Trajectory trajectory) {
        byte[] value = trajectories.serialize(topics.trajectories(), trajectory);
        if (value.length > RecordLimits.MAX_RECORD_BYTES - ROOM_FOR_FRAMING) {
            throw new IllegalStateException("trajectory " + trajectory.getIndex() + " of group "
                    + trajectory.getGroupId() + " has " + value.length + " bytes, but a record may have at most "
                    + RecordLimits.MAX_RECORD_BYTES
                    + "; lower worker.max_response_tokens or worker.drawing.window, or"
                    + " shorten the prompt");
        }
        return value;
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
