package dev.millrace.cli.follow;

import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.evaluation.ResultLog;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightChunks;
import dev.millrace.schemas.weights.WeightKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** The log of a run as its learner writes it and as others read it. */
record FollowedLog(KafkaConnection connection, RunNames names) {

    /** Publishes a version. */
    void publish(PolicyUpdate update) throws ExecutionException, InterruptedException {
        int version = (int) update.version().value();
        WeightChunks chunks = new WeightChunks(
                names.run(), version, update.tensors()::open, update.tensors().bytes(), 64);
        List<WeightRecord> records = new ArrayList<>();
        records.add(announcement(update, version).inChunks(chunks));
        chunks.forEach(records::add);
        try (Serializer<WeightRecord> serializer = new AvroSerdes(connection).serializer(WeightRecord.class);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        connection.producer("learner"), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (WeightRecord record : records) {
                sent.add(producer.send(new ProducerRecord<>(
                        names.topics().weights(),
                        WeightKey.of(record).text().getBytes(StandardCharsets.UTF_8),
                        serializer.serialize(names.topics().weights(), record))));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    private WeightAnnouncement announcement(PolicyUpdate update, int version) {
        return new WeightAnnouncement(
                names.run(),
                version,
                update.family(),
                WeightKind.ANCHOR,
                Optional.empty(),
                Optional.empty(),
                update.architecture(),
                update.tensors().bytes(),
                update.tensors().sha256(),
                update.tensors().digest().tensors().entrySet().stream()
                        .map(tensor -> new TensorDigest(tensor.getKey(), tensor.getValue()))
                        .toList(),
                0,
                Instant.now(),
                Lineages.NONE);
    }

    /** The results that are committed. */
    List<HeldOutResult> results() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.reader("reader"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return new ResultLog(
                            consumer,
                            new AvroSerdes(connection).deserializer(HeldOutResult.class),
                            names.topics().evaluations(),
                            names.run())
                    .next(Duration.ofSeconds(30));
        }
    }
}
