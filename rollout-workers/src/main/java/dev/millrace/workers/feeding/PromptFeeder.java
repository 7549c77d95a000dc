package dev.millrace.workers.feeding;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ImagePublisher;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.workers.gate.AdminOffsets;
import dev.millrace.workers.prompts.PromptReader;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a data set to the workers of a run.
 *
 * <p>Once means in its own order and as fast as the broker takes it. Otherwise it goes round after round, in an order that the
 * seed fixes, stays a bounded number of prompts ahead of what the workers have dealt with, and goes on where the log says that
 * the same order ended: each prompt bears its position in a header. {@link #run} blocks and is called once; the other methods
 * may be called from any thread.
 */
public final class PromptFeeder {

    private static final Logger log = LoggerFactory.getLogger(PromptFeeder.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaConnection connection;
    private final Topics topics;
    private final RunId run;
    private final Clock clock;
    private final String clientId;
    private final Optional<FeedIdentity> identity;
    private final FeedLoop loop;

    /**
     * @param entries the data set, at least one entry
     * @param seed fixes the order of each round
     * @param promptsPerStep groups of a step of training, by which a curriculum counts steps
     * @throws IllegalArgumentException if there are no entries, or a curriculum names a category that is not there
     */
    public PromptFeeder(
            KafkaConnection connection,
            Topics topics,
            RunId run,
            List<FeedEntry> entries,
            FeederConfig config,
            long seed,
            int promptsPerStep,
            Clock clock) {
        this.connection = connection;
        this.topics = topics;
        this.run = run;
        this.clock = clock;
        this.clientId = new RunNames(topics, run).feeder();
        this.identity = config.isPaced()
                ? Optional.of(FeedIdentity.of(run.value(), entries, config, seed, promptsPerStep))
                : Optional.empty();
        this.loop = new FeedLoop(entries, config, seed, promptsPerStep, clock);
    }

    /**
     * Feeds until all rounds of the data set are through, or until {@link #stop} or an interrupt, whose flag then stays set. A
     * portion that was begun is published first.
     *
     * @throws IllegalArgumentException naming the entry, if one of its images is empty or too large
     * @throws org.apache.kafka.common.KafkaException if something cannot be stored
     */
    public void run() {
        AvroSerdes serdes = new AvroSerdes(connection);
        try (Admin admin = Admin.create(connection.client(clientId + ".admin"));
                ImagePublisher images = ImagePublisher.open(connection, topics, run, clientId + ".images", clock);
                Producer<String, Prompt> producer = new KafkaProducer<>(
                        connection.producer(clientId + ".prompts"),
                        new StringSerializer(),
                        serdes.serializer(Prompt.class));
                PromptBacklog backlog = new PromptBacklog(
                        new KafkaConsumer<>(
                                connection.reader(clientId + ".backlog"),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer()),
                        new PromptReader(run, serdes.deserializer(Prompt.class)),
                        new AdminOffsets(admin, new RunNames(topics, run).workers(), PATIENCE),
                        topics.prompts())) {
            PromptPublisher prompts = new PromptPublisher(
                    producer,
                    image -> images.publish(image.encoded(), image.mediaType()),
                    images::flush,
                    topics.prompts(),
                    run,
                    identity);
            loop.run(fedBefore(), backlog, prompts::publish);
        } catch (InterruptException e) {
            log.atInfo().log("feeding interrupted");
        }
        log.atInfo().addKeyValue("prompts", loop.fed()).log("feeding ended");
    }

    private FedBefore fedBefore() {
        if (identity.isEmpty()) {
            return FedBefore.NOTHING;
        }
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.reader(clientId + ".fed"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            FedBefore before = new FedLog(consumer, topics.prompts(), identity.get()).read();
            if (before.next() > 0) {
                log.atInfo().addKeyValue("position", before.next()).log("feeding goes on where the log ends");
            }
            return before;
        }
    }

    /** Prompts published so far. */
    public long fed() {
        return loop.fed();
    }

    /** Makes {@link #run} return soon. Does nothing when called again. */
    public void stop() {
        loop.stop();
    }
}
