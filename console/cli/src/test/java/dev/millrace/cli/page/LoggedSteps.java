package dev.millrace.cli.page;

import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.log.ReadToEnd;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** The steps of the played run as they lie on the topic, read without the page. */
final class LoggedSteps {

    private final Map<Integer, Map<String, Double>> metrics = new HashMap<>();

    LoggedSteps(PlayedRun played) {
        try (Deserializer<TrainingStep> values = new AvroSerdes(played.connection()).deserializer(TrainingStep.class);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        played.connection().reader("test-steps"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            ReadToEnd<byte[], byte[]> reading =
                    ReadToEnd.ofTopic(consumer, played.topics().trainingSteps());
            while (!reading.isDone()) {
                reading.poll().forEach(record -> {
                    TrainingStep step = values.deserialize(record.topic(), record.value());
                    if (step.getRunId().equals(PlayedRun.RUN.value())) {
                        metrics.put(step.getStep(), step.getMetrics());
                    }
                });
            }
        }
    }

    Map<String, Double> metrics(int step) {
        return Objects.requireNonNull(metrics.get(step), "no step " + step);
    }
}
