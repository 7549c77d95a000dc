package dev.millrace.cli.bench;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** Puts groups onto the topics of trajectories and scores. Belongs to one thread. */
public final class GroupFeed implements AutoCloseable {

    private final BenchStack stack;
    private final BenchGroups groups;
    private final Serializer<Trajectory> trajectories;
    private final Serializer<Score> scores;
    private final Producer<byte[], byte[]> producer;

    /** @param groups what is sent */
    public GroupFeed(BenchStack stack, BenchGroups groups) {
        this.stack = stack;
        this.groups = groups;
        this.trajectories = stack.serdes().serializer(Trajectory.class);
        this.scores = stack.serdes().serializer(Score.class);
        this.producer = new KafkaProducer<>(
                stack.connection().producer("bench-feed"), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** All records of a group, its scores last. */
    @SuppressWarnings("FutureReturnValueIgnored") // stored() waits, and fails where one was not stored
    public void send(int group) {
        byte[] key = BenchGroups.id(group).getBytes(StandardCharsets.UTF_8);
        String topic = stack.topics().trajectories();
        for (Trajectory trajectory : groups.trajectories(group)) {
            producer.send(new ProducerRecord<>(topic, key, trajectories.serialize(topic, trajectory)));
        }
        for (String scorer : BenchGroups.SCORERS) {
            Score score = groups.scores(group, scorer);
            producer.send(new ProducerRecord<>(
                    stack.topics().scores(),
                    key,
                    scores.serialize(stack.topics().scores(), score)));
        }
    }

    /** Returns when all that was sent is stored. */
    public void stored() {
        producer.flush();
    }

    @Override
    public void close() {
        try (trajectories;
                scores;
                producer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
