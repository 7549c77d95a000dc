package dev.millrace.workers.stack;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.schemas.weights.WeightAssembler;
import dev.millrace.schemas.weights.WeightKey;
import dev.millrace.testing.OwnTopics;
import dev.millrace.workers.RolloutWorker;
import dev.millrace.workers.WorkerConfig;
import dev.millrace.workers.feeding.FeedEntry;
import dev.millrace.workers.feeding.FeedImage;
import dev.millrace.workers.feeding.FeederConfig;
import dev.millrace.workers.feeding.PromptFeeder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;

/** One run with topics of its own: the parts of the feeder, the learner and the streams that a test plays. */
public final class RunOnStack {

    public static final Duration PATIENCE = Duration.ofSeconds(40);
    public static final int GROUP_SIZE = 3;
    public static final int BATCH_GROUPS = 4;

    private final KafkaConnection connection;
    private final Topics topics;
    private final RunId run;
    private final AvroSerdes serdes;

    public RunOnStack(KafkaConnection connection, String prefix, String run) {
        this.connection = connection;
        this.topics = OwnTopics.create(connection, prefix, 2);
        this.run = new RunId(run);
        this.serdes = new AvroSerdes(connection);
    }

    public Topics topics() {
        return topics;
    }

    public RunId run() {
        return run;
    }

    /** A worker that is on-policy: at most one batch of the learner is underway. */
    public RolloutWorker worker(String id, int batchPrompts) {
        WorkerConfig base = WorkerConfig.defaults();
        WorkerConfig config = new WorkerConfig(
                base.engine(),
                GROUP_SIZE,
                batchPrompts,
                Duration.ofMillis(20),
                1.0,
                1.0,
                0,
                0,
                List.of(),
                List.of(),
                8,
                0,
                base.maxConcurrent(),
                PATIENCE,
                Duration.ofMillis(20),
                Duration.ofMillis(500),
                base.imageCacheBytes(),
                base.dependency().decided(true),
                base.drawing(),
                base.reportEvery());
        return new RolloutWorker(
                connection,
                new RunNames(topics, run).worker(id),
                config,
                7,
                BATCH_GROUPS,
                WeightAcceptance.upTo(WeightAssembler.DEFAULT_MAX_BYTES),
                TinyPolicy::engine,
                Clock.systemUTC());
    }

    /** Feeds prompts that share three images. */
    public void feed(int prompts) {
        feed(entries(prompts));
    }

    public void feed(List<FeedEntry> entries) {
        feeder(entries, false, 1).run();
    }

    /** Feeds prompts that share three images round after round. */
    public PromptFeeder loop(int prompts, int ahead) {
        return feeder(entries(prompts), true, ahead);
    }

    private PromptFeeder feeder(List<FeedEntry> entries, boolean loop, int ahead) {
        return new PromptFeeder(
                connection,
                topics,
                run,
                entries,
                loop ? FeederConfig.looping(ahead, Duration.ofMillis(20)) : FeederConfig.once(),
                1,
                1,
                Clock.systemUTC());
    }

    private static List<FeedEntry> entries(int prompts) {
        return IntStream.range(0, prompts)
                .mapToObj(i -> entry("p" + i, "<image>What digit is shown?", image(i % 3)))
                .toList();
    }

    public static FeedEntry entry(String id, String text, FeedImage... images) {
        return new FeedEntry(
                id,
                text,
                List.of(images),
                Task.UNDERSTANDING,
                Optional.of("3"),
                Optional.empty(),
                Optional.of("identify"));
    }

    /** A prompt that asks for an image. */
    public static FeedEntry drawing(String id) {
        return new FeedEntry(
                id,
                "a red 3",
                List.of(),
                Task.GENERATION,
                Optional.empty(),
                Optional.of("{\"tag\":\"single_object\",\"prompt\":\"a red 3\",\"include\":[]}"),
                Optional.of("single_object"));
    }

    public static FeedImage image(int shade) {
        byte[] bytes = new byte[TinyPolicy.IMAGE_BYTES];
        Arrays.fill(bytes, (byte) (40 * shade));
        return new FeedImage() {
            @Override
            public byte[] encoded() {
                return bytes;
            }

            @Override
            public String mediaType() {
                return "image/x-raw";
            }
        };
    }

    /** Publishes weights as the learner does. */
    public void publishWeights(int version, long settledGroups) {
        publishWeights(TinyPolicy.announcement(run, version, settledGroups));
    }

    public void publishWeights(List<WeightRecord> records) {
        try (var serializer = serdes.serializer(WeightRecord.class);
                Producer<byte[], byte[]> producer = producer(run + ".learner")) {
            producer.initTransactions();
            producer.beginTransaction();
            for (WeightRecord record : records) {
                byte[] key = WeightKey.of(record).text().getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(
                        new ProducerRecord<>(topics.weights(), key, serializer.serialize(topics.weights(), record)));
            }
            producer.commitTransaction();
        }
    }

    /** Drops a whole group as the streams do. */
    public void drop(String group) {
        Drop drop = Drop.newBuilder()
                .setRunId(run.value())
                .setGroupId(group)
                .setIndices(PackedInts.of(0, 1, 2).bytes())
                .setWholeGroup(true)
                .setReason(DropReason.ZERO_VARIANCE)
                .setDetail("")
                .setDroppedBy("streams")
                .setDroppedAt(Instant.now())
                .build();
        try (var serializer = serdes.serializer(Drop.class)) {
            send(topics.drops(), group, serializer.serialize(topics.drops(), drop));
        }
    }

    public void sendPromptWithUnknownImage() {
        sendPromptWithImage("unknown-image", "0".repeat(64));
    }

    /** Sends a prompt with an image that the topic names and a store should hold, but no store has. */
    public void sendPromptWithLostImage() {
        String sha256 = "1".repeat(64);
        ImageBlob lost = new ImageBlob(
                run.value(), sha256, "image/png", ByteBuffer.allocate(0), "folder that was cleared", 3_000_000L);
        try (var serializer = serdes.serializer(ImageBlob.class)) {
            send(topics.images(), sha256, serializer.serialize(topics.images(), lost));
        }
        sendPromptWithImage("lost-image", sha256);
    }

    private void sendPromptWithImage(String id, String sha256) {
        Prompt prompt = Prompt.newBuilder()
                .setRunId(run.value())
                .setPromptId(id)
                .setTask(Task.UNDERSTANDING)
                .setText("<image>What digit is shown?")
                .setImages(List.of(new ImageRef(sha256, "image/png")))
                .build();
        try (var serializer = serdes.serializer(Prompt.class)) {
            send(topics.prompts(), id, serializer.serialize(topics.prompts(), prompt));
        }
    }

    public void send(String topic, String key, byte[] value) {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                connection.producer("test"), new ByteArraySerializer(), new ByteArraySerializer())) {
            var unused = producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
        }
    }

    public Producer<byte[], byte[]> producer(String transactionalId) {
        return new KafkaProducer<>(
                connection.transactionalProducer("test", topics.prefix() + transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public AvroSerdes serdes() {
        return serdes;
    }

    /** The committed records of a topic, as soon as they are enough or time is up. */
    public <T extends SpecificRecord> List<T> read(String topic, Class<T> type, Predicate<List<T>> enough) {
        try (Deserializer<T> deserializer = serdes.deserializer(type)) {
            return readRaw(topic, raw -> enough.test(values(raw, deserializer))).stream()
                    .map(raw -> deserializer.deserialize(topic, raw.value()))
                    .toList();
        }
    }

    private static <T> List<T> values(List<ConsumerRecord<byte[], byte[]>> raw, Deserializer<T> deserializer) {
        return raw.stream()
                .map(record -> deserializer.deserialize(record.topic(), record.value()))
                .toList();
    }

    public List<ConsumerRecord<byte[], byte[]>> readRaw(
            String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.consumer("test"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Instant deadline = Instant.now().plus(PATIENCE);
            boolean caughtUp = false;
            while (Instant.now().isBefore(deadline) && !(caughtUp && enough.test(records))) {
                consumer.poll(Duration.ofMillis(50)).forEach(records::add);
                caughtUp = partitions.stream().allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
            }
        }
        return records;
    }
}
