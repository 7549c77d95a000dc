package dev.millrace.replay.grouplog;

import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lineages of a run, as its training steps tell of them. Stateless. */
public final class LoggedLineages {

    private static final Logger log = LoggerFactory.getLogger(LoggedLineages.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private LoggedLineages() {}

    /**
     * Reads them.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer, or the topic may not be read
     */
    public static Lineages read(KafkaConnection connection, Topics topics, RunId run) {
        Map<String, Object> settings = connection.reader("lineages");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        List<Rewind> rewinds = new ArrayList<>();
        try (Deserializer<TrainingStep> steps = new AvroSerdes(connection).deserializer(TrainingStep.class);
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            ReadToEnd<byte[], byte[]> reading =
                    ReadToEnd.ofTopic(consumer, topics.trainingSteps()).within(PATIENCE);
            while (!reading.isDone()) {
                for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                    add(record, steps, run, rewinds);
                }
            }
        }
        return Lineages.asFarAsKnown(rewinds);
    }

    private static void add(
            ConsumerRecord<byte[], byte[]> record, Deserializer<TrainingStep> steps, RunId run, List<Rewind> rewinds) {
        try {
            TrainingStep step = steps.deserialize(record.topic(), record.value());
            if (step != null && step.getRunId().equals(run.value()) && RecordedVersions.isRewind(step)) {
                rewinds.add(RecordedVersions.rewind(step));
            }
        } catch (SerializationException e) {
            log.atWarn()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("cause", e.getMessage())
                    .log("a training step cannot be read and was passed over");
        }
    }
}
