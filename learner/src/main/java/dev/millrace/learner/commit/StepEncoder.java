package dev.millrace.learner.commit;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightChunks;
import dev.millrace.schemas.weights.WeightKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

    /**
     * The records of a step, ready to be sent. All are encoded now but the chunks, each of which is when it is its turn: they
     * do not lie in memory a second time.
     */
    EncodedStep encode(StepRecords records) {
        ProducerRecord<String, byte[]> manifest = encode(records.weights().record());
        List<ProducerRecord<String, byte[]>> others = new ArrayList<>();
        for (WeightKey key : records.trimmed()) {
            others.add(new ProducerRecord<>(topics.weights(), key.text(), null));
        }
        records.step()
                .ifPresent(step -> others.add(new ProducerRecord<>(
                        topics.trainingSteps(), step.getRunId(), steps.serialize(topics.trainingSteps(), step))));
        for (Drop drop : records.drops()) {
            others.add(new ProducerRecord<>(topics.drops(), drop.getGroupId(), drops.serialize(topics.drops(), drop)));
        }
        return new EncodedStep(manifest, records.weights().chunks(), others);
    }

    /** The records of a step, which can be sent any number of times. */
    final class EncodedStep {

        private final ProducerRecord<String, byte[]> manifest;
        private final WeightChunks chunks;
        private final List<ProducerRecord<String, byte[]>> others;

        private EncodedStep(
                ProducerRecord<String, byte[]> manifest,
                WeightChunks chunks,
                List<ProducerRecord<String, byte[]>> others) {
            this.manifest = manifest;
            this.chunks = chunks;
            this.others = others;
        }

        /** Sends them in their order, the manifest first; what is trimmed goes after what replaces it. */
        void send(Consumer<ProducerRecord<String, byte[]>> sink) {
            sink.accept(manifest);
            for (WeightRecord chunk : chunks) {
                sink.accept(encode(chunk));
            }
            others.forEach(sink);
        }
    }

    private ProducerRecord<String, byte[]> encode(WeightRecord record) {
        return new ProducerRecord<>(
                topics.weights(), WeightKey.of(record).text(), weights.serialize(topics.weights(), record));
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
