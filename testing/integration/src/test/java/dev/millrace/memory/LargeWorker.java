package dev.millrace.memory;

import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightAssembler;
import dev.millrace.schemas.weights.WeightLog;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.schemas.weights.WholeWeights;
import dev.millrace.workers.weights.UpdateReader;
import dev.millrace.workers.weights.WeightLoader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a worker that joins does with weights: finds the newest, verifies and loads them. */
final class LargeWorker {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LargeWorker() {}

    /**
     * Says which version it has, and the digest of what lies in its native memory.
     *
     * @param args address of broker, URL of registry, topic prefix
     */
    public static void main(String[] args) {
        KafkaConnection connection = new KafkaConnection(args[0], args[1], Map.of());
        String topic = new Topics(args[2]).weights();
        UpdateReader reader = new UpdateReader(Optional.empty(), new WeightObjects(topic, LargeLearner.RUN));
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.consumer("large"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            WeightLog log = new WeightLog(
                    consumer,
                    new AvroSerdes(connection).deserializer(WeightRecord.class),
                    topic,
                    LargeLearner.RUN,
                    WeightAssembler.DEFAULT_MAX_BYTES);
            WholeWeights newest = log.latest(PATIENCE).orElseThrow();
            try (PolicyWeights weights = new WeightLoader().load(reader.read(newest))) {
                System.out.println("applied " + weights.version() + " "
                        + weights.toUpdate().tensors().sha256());
            }
        }
    }
}
