package dev.millrace.cli.bench.sampler;

import dev.millrace.cli.bench.BenchStack;
import dev.millrace.cli.speed.ModelShape;
import dev.millrace.cli.speed.RandomModel;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.weights.EncodedTensors;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightChunks;
import dev.millrace.schemas.weights.WeightKey;
import dev.millrace.workers.feeding.FeedEntry;
import dev.millrace.workers.feeding.FeederConfig;
import dev.millrace.workers.feeding.PromptFeeder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** A run of a policy without a mind: its prompts, and its one version, which servers are believed to have. */
final class BenchRun {

    private static final RunId RUN = new RunId("bench");
    private static final int CHUNK_BYTES = 1 << 16;

    private final BenchStack stack;
    private final List<String> settings;
    private final Path checkpoint;
    private final int end;

    private BenchRun(BenchStack stack, List<String> settings, Path checkpoint, int end) {
        this.stack = stack;
        this.settings = settings;
        this.checkpoint = checkpoint;
        this.end = end;
    }

    /**
     * Makes its policy, publishes a version, and feeds prompts.
     *
     * @param settings overrides of its configuration, as the command line takes them
     */
    static BenchRun begin(BenchStack stack, List<String> settings, int prompts) throws IOException {
        Path checkpoint = Files.createDirectories(stack.folder("checkpoint"));
        ModelShape shape = ModelShape.named("tiny");
        ModelSource unused = RandomModel.write(shape, checkpoint);
        BenchRun run = new BenchRun(stack, settings, checkpoint, shape.endOfTurn());
        run.publishWeights();
        run.feed(prompts);
        return run;
    }

    /** Its configuration in front of this server. */
    MillraceConfig config(String url, ServerLoad load) {
        List<String> all = new ArrayList<>(List.of(
                "run.id=" + RUN,
                "policy.checkpoint=" + checkpoint,
                "worker.engine.type=http",
                "worker.engine.config.dialect=sglang",
                "worker.engine.config.urls=[" + url + "]",
                "worker.engine.config.in_flight=" + load.window(),
                "worker.engine.config.weights.way=none",
                "worker.max_response_tokens=" + load.answerTokens(),
                "worker.dependency.enabled=never",
                // Nobody trains here, so the gate would close.
                "worker.max_staleness=1000000"));
        all.addAll(settings);
        return MillraceConfig.loader().load(Optional.empty(), all).with(stack.kafka());
    }

    /** The id that ends an answer of the policy. */
    int end() {
        return end;
    }

    private static PolicyFamily family(ModelSource source) {
        return PolicyFamilies.found().of(source);
    }

    private void publishWeights() throws IOException {
        String topic = stack.topics().weights();
        try (Serializer<WeightRecord> serializer = stack.serdes().serializer(WeightRecord.class);
                Producer<byte[], byte[]> producer = new KafkaProducer<>(
                        stack.connection().transactionalProducer("bench-learner", "bench-learner"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (WeightRecord record : version()) {
                byte[] key = WeightKey.of(record).text().getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>(topic, key, serializer.serialize(topic, record)));
            }
            producer.commitTransaction();
        }
    }

    /** Version 1, without a tensor: no server reads it. */
    private List<WeightRecord> version() {
        ModelSource files = ModelSource.folder(checkpoint);
        ModelSource source = family(files).withWholeVocabulary(files); // as every policy that a server samples
        PolicyDescription policy = family(source).describe(source);
        EncodedTensors none = TensorEncoder.encode(Map.of());
        PolicyUpdate update = PolicyUpdate.full(new PolicyVersion(1), policy.family(), policy.architecture(), none);
        WeightChunks chunks = new WeightChunks(RUN, 1, none::open, none.bytes(), CHUNK_BYTES);
        WeightAnnouncement announcement = new WeightAnnouncement(
                RUN,
                1,
                update.family(),
                WeightKind.ANCHOR,
                Optional.empty(),
                Optional.empty(),
                update.architecture(),
                none.bytes(),
                none.sha256(),
                List.of(),
                0,
                Instant.now(),
                Lineages.NONE);
        List<WeightRecord> records = new ArrayList<>();
        records.add(announcement.inChunks(chunks));
        chunks.forEach(records::add);
        return records;
    }

    private void feed(int prompts) {
        List<FeedEntry> entries = IntStream.range(0, prompts)
                .mapToObj(i -> new FeedEntry(
                        "p" + i,
                        "What comes after " + i + "?",
                        List.of(),
                        Task.UNDERSTANDING,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
        new PromptFeeder(stack.connection(), stack.topics(), RUN, entries, FeederConfig.once(), 1, 1, Clock.systemUTC())
                .run();
    }
}
