package dev.millrace.learner;

import dev.millrace.learner.commit.CommitLog;
import dev.millrace.learner.commit.CommittedReader;
import dev.millrace.learner.commit.StepEncoder;
import dev.millrace.learner.commit.TrainingStepLog;
import dev.millrace.learner.experience.ExperienceLog;
import dev.millrace.learner.experience.LoggedTrajectories;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.DeadLetters;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.OpenClients;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.schemas.weights.WeightLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Every client of the learner: opened together, closed together, in the reverse order. */
final class LearnerClients implements AutoCloseable {

    private static final long IMAGE_CACHE_BYTES = 64L << 20;

    private final OpenClients open = new OpenClients();
    private final Deque<Runnable> wakeups = new ArrayDeque<>();
    private final ExperienceLog experience;
    private final LoggedTrajectories trajectories;
    private final ImageArchive images;
    private final DeadLetters deadLetters;
    private final CommittedReader committed;
    private final CommitLog commits;
    private final Optional<ObjectStore> store;
    private final Supplier<List<HeldOutResult>> results;

    /** @param accepted which versions of the weights are read */
    LearnerClients(KafkaConnection connection, RunNames names, WeightAcceptance accepted) {
        AvroSerdes serdes = new AvroSerdes(connection);
        store = connection.openStore();
        store.ifPresent(open::add);
        try {
            Consumer<byte[], byte[]> weights = consumer(connection, names, "weights");
            Consumer<byte[], byte[]> steps = consumer(connection, names, "steps");
            TopicPartition partition = new TopicPartition(names.topics().experience(), 0);
            committed = new CommittedReader(
                    new WeightLog(
                            weights,
                            serdes.deserializer(WeightRecord.class),
                            names.topics().weights(),
                            names.run(),
                            accepted),
                    new TrainingStepLog(
                            steps,
                            serdes.deserializer(TrainingStep.class),
                            names.topics().trainingSteps(),
                            names.run()),
                    () -> committedOffset(steps, partition));
            StepEncoder encoder = open.add(new StepEncoder(serdes, names.topics()));
            commits = open.add(CommitLog.takeOver(
                    () -> new KafkaProducer<>(
                            connection.transactionalProducer(client(names, "publish"), names.learner()),
                            new StringSerializer(),
                            new ByteArraySerializer()),
                    encoder,
                    committed::read,
                    partition,
                    names.learner()));
            experience = open.add(new ExperienceLog(
                    new KafkaConsumer<>(
                            connection.consumer(client(names, "experience")),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer()),
                    serdes.deserializer(Experience.class),
                    names.topics().experience()));
            wakeups.add(experience::wakeup);
            trajectories = open.add(new LoggedTrajectories(LogReader.open(
                    connection,
                    client(names, "trajectories"),
                    names.topics().trajectories(),
                    serdes.deserializer(Trajectory.class),
                    LogReaderConfig.defaults())));
            wakeups.add(trajectories::wakeup);
            images =
                    open.add(ImageArchive.open(connection, names.topics(), client(names, "images"), IMAGE_CACHE_BYTES));
            wakeups.add(images::wakeup);
            deadLetters = open.add(new DeadLetters(connection, names.topics()));
            results = new LazyResults(
                    () -> open.add(new KafkaConsumer<>(
                            connection.reader(client(names, "evaluations")),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer())),
                    serdes.deserializer(HeldOutResult.class),
                    names);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static String client(RunNames names, String purpose) {
        return names.learner() + "." + purpose;
    }

    private Consumer<byte[], byte[]> consumer(KafkaConnection connection, RunNames names, String purpose) {
        Map<String, Object> settings = connection.consumer(client(names, purpose));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, names.learner());
        Consumer<byte[], byte[]> consumer =
                open.add(new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        wakeups.add(consumer::wakeup);
        return consumer;
    }

    private static long committedOffset(Consumer<?, ?> consumer, TopicPartition partition) {
        OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? -1 : offset.offset();
    }

    ExperienceLog experience() {
        return experience;
    }

    LoggedTrajectories trajectories() {
        return trajectories;
    }

    ImageArchive images() {
        return images;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    CommittedReader committed() {
        return committed;
    }

    /** Held-out results of the run, each once. No client is opened for them before they are asked for. */
    Supplier<List<HeldOutResult>> results() {
        return results;
    }

    /** Where weights lie that are too large for the log. */
    Optional<ObjectStore> store() {
        return store;
    }

    CommitLog commits() {
        return commits;
    }

    /** Makes whatever waits for records end. Safe from any thread. */
    void wakeup() {
        wakeups.forEach(Runnable::run);
    }

    @Override
    public void close() {
        open.close();
    }
}
