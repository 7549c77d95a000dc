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
 * <p>Once means in its own order and as fast as the broker takes it. A loop goes round after round, each in an order that
 * the seed fixes, and stays a bounded number of prompts ahead of what the workers have dealt with. {@link #run} blocks and
 * is called once; the other methods may be called from any thread.
 */
public final class PromptFeeder {

    private static final Logger log = LoggerFactory.getLogger(PromptFeeder.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaConnection connection;
    private final Topics topics;
    private final RunId run;
    private final Clock clock;
    private final String clientId;
    private final FeedLoop loop;

    /**
     * @param entries the data set, at least one entry
     * @param seed fixes the order of each round
     * @throws IllegalArgumentException if there are no entries
     */
    public PromptFeeder(
            KafkaConnection connection,
            Topics topics,
            RunId run,
            List<FeedEntry> entries,
            FeederConfig config,
            long seed,
            Clock clock) {
        this.connection = connection;
        this.topics = topics;
        this.run = run;
        this.clock = clock;
        this.clientId = new RunNames(topics, run).feeder();
        this.loop = new FeedLoop(entries, config, seed, clock);
    }

    /**
     * Feeds until the data set is through (once), or until {@link #stop} or an interrupt, whose flag then stays set. A
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
                    run);
            loop.run(backlog, prompts::publish);
        } catch (InterruptException e) {
            log.atInfo().log("feeding interrupted");
        }
        log.atInfo().addKeyValue("prompts", loop.fed()).log("feeding ended");
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
