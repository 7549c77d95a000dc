package dev.millrace.memory;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.family.LocalEngineFactory;
import dev.millrace.policy.family.NoConfig;
import dev.millrace.policy.family.RolloutEngineTypes;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.schemas.weights.WeightAssembler;
import dev.millrace.schemas.weights.WeightLog;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.workers.weights.UpdateReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a worker that joins does with weights: finds the newest, verifies and loads them. */
final class LargeWorker {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LargeWorker() {}

    /**
     * Says which version its engine serves, and its digest; an engine refuses an update whose tensors are not what it says.
     *
     * @param args as those of {@link LargeLearner}
     */
    public static void main(String[] args) {
        KafkaConnection connection = new KafkaConnection(args[0], args[1], Map.of());
        String topic = new Topics(args[2]).weights();
        UpdateReader reader = new UpdateReader(LargeLearner.store(args), new WeightObjects(topic, LargeLearner.RUN));
        EngineContext context =
                new EngineContext(ModelSource.folder(Path.of(args[3]).resolve("base")), new ComputeSettings(1));
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        connection.consumer("large"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                RolloutEngine engine =
                        RolloutEngineTypes.found().open(LocalEngineFactory.TYPE, new NoConfig(), context)) {
            WeightLog log = new WeightLog(
                    consumer,
                    new AvroSerdes(connection).deserializer(WeightRecord.class),
                    topic,
                    LargeLearner.RUN,
                    WeightAcceptance.upTo(WeightAssembler.DEFAULT_MAX_BYTES));
            PolicyUpdate update = reader.read(log.latest(PATIENCE).orElseThrow());
            engine.apply(update);
            System.out.println("applied " + engine.version().orElseThrow() + " "
                    + update.tensors().sha256());
        }
    }
}
