package dev.millrace.cli.bench.weights;

import dev.millrace.cli.bench.BenchStack;
import dev.millrace.learner.commit.CommitLog;
import dev.millrace.learner.commit.PublishedWeights;
import dev.millrace.learner.commit.StepEncoder;
import dev.millrace.learner.commit.StepRecords;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.weights.AssembledWeights;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightAssembler;
import dev.millrace.schemas.weights.WeightLog;
import dev.millrace.schemas.weights.WeightOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A learner's commits of weights and a worker's follower. */
public final class OurWeights implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunNames names;
    private final StepEncoder encoder;
    private final CommitLog commits;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final WeightLog log;

    /** Of a run, of which they may be the only part. */
    public OurWeights(BenchStack stack, RunNames names) {
        this.names = names;
        this.encoder = new StepEncoder(stack.serdes(), names.topics());
        this.commits = CommitLog.takeOver(
                () -> new KafkaProducer<>(
                        stack.connection().transactionalProducer("bench-learner", names.learner()),
                        new StringSerializer(),
                        new ByteArraySerializer()),
                encoder,
                Optional::empty,
                new TopicPartition(names.topics().experience(), 0),
                names.learner());
        this.consumer = new KafkaConsumer<>(
                stack.connection().consumer("bench-follower"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.log = new WeightLog(
                consumer,
                stack.serdes().deserializer(WeightRecord.class),
                names.topics().weights(),
                names.run(),
                WeightAcceptance.upTo(WeightAssembler.LARGEST_MAX_BYTES));
        log.latest(PATIENCE);
    }

    /** Publishes a version. */
    public void commit(PolicyUpdate update) {
        commits.commit(new StepRecords(
                PublishedWeights.onLog(
                        names.run(), update, WeightAnnouncement.DEFAULT_CHUNK_BYTES, 0, Lineages.NONE, Instant.now()),
                List.of(),
                Optional.empty(),
                List.of(),
                0));
    }

    /**
     * Follows for a moment.
     *
     * @return whether the version is whole
     * @throws IllegalStateException if it proves to be anything else
     */
    boolean read(int version) {
        for (WeightOutcome outcome : log.poll(POLL)) {
            if (outcome instanceof AssembledWeights whole && whole.version() == version) {
                return true;
            }
            throw new IllegalStateException("version " + version + " came as " + outcome);
        }
        return false;
    }

    @Override
    public void close() {
        try (encoder;
                commits;
                consumer) {
            // Each is closed, whatever the others throw.
        }
    }
}
