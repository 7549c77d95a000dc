package dev.millrace.learner.commit;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/** The records of a step as bytes for their topics. Belongs to one thread. */
public final class StepEncoder implements AutoCloseable {

    private final Topics topics;
    private final Serializer<WeightRecord> weights;
    private final Serializer<TrainingStep> steps;
    private final Serializer<Drop> drops;

    public StepEncoder(AvroSerdes serdes, Topics topics) {
        this.topics = topics;
        this.weights = serdes.serializer(WeightRecord.class);
        this.steps = serdes.serializer(TrainingStep.class);
        this.drops = serdes.serializer(Drop.class);
    }

    /** The records in the order in which they are sent, the manifest first; what is trimmed goes after what replaces it. */
    List<ProducerRecord<String, byte[]>> encode(StepRecords records) {
        List<ProducerRecord<String, byte[]>> encoded = new ArrayList<>();
        for (WeightRecord record : records.weights()) {
            encoded.add(new ProducerRecord<>(
                    topics.weights(), WeightKey.of(record).text(), weights.serialize(topics.weights(), record)));
        }
        for (WeightKey key : records.trimmed()) {
            encoded.add(new ProducerRecord<>(topics.weights(), key.text(), null));
        }
        records.step()
                .ifPresent(step -> encoded.add(new ProducerRecord<>(
                        topics.trainingSteps(), step.getRunId(), steps.serialize(topics.trainingSteps(), step))));
        for (Drop drop : records.drops()) {
            encoded.add(new ProducerRecord<>(topics.drops(), drop.getGroupId(), drops.serialize(topics.drops(), drop)));
        }
        return encoded;
    }

    @Override
    public void close() {
        try (drops;
                steps;
                weights) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
