package dev.millrace.replay.credit;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.OpenClients;
import dev.millrace.schemas.client.Transactions;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.schemas.log.ImageBlobs;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Groups of a new run onto the topics: images, trajectories, scores, and the experience or the drops, some groups in each
 * transaction. The experience refers to the trajectories as they lie now. Belongs to one thread.
 */
public final class TopicSink implements AutoCloseable {

    private static final int GROUPS_AT_ONCE = 64;

    private final Topics topics;
    private final Producer<String, byte[]> producer;
    private final Serializer<Trajectory> trajectories;
    private final Serializer<Score> scores;
    private final Serializer<Experience> experiences;
    private final Serializer<Drop> drops;
    private final Serializer<ImageBlob> images;
    private final ImageBlobs blobs;
    private final Set<String> published = new HashSet<>();
    private final List<LoggedGroup> waiting = new ArrayList<>();

    /** Owns producer and blobs. */
    TopicSink(AvroSerdes serdes, Topics topics, Producer<String, byte[]> producer, ImageBlobs blobs) {
        this.topics = topics;
        this.producer = producer;
        this.trajectories = serdes.serializer(Trajectory.class);
        this.scores = serdes.serializer(Score.class);
        this.experiences = serdes.serializer(Experience.class);
        this.drops = serdes.serializer(Drop.class);
        this.images = serdes.serializer(ImageBlob.class);
        this.blobs = blobs;
    }

    /** Opens a sink; an older one of the same run is fenced. */
    public static TopicSink open(KafkaConnection connection, Topics topics, RunId run) {
        String id = new RunNames(topics, run).replay();
        OpenClients opened = new OpenClients();
        try {
            ImageBlobs blobs = opened.add(ImageBlobs.open(connection, topics));
            Producer<String, byte[]> producer = opened.add(new KafkaProducer<>(
                    connection.transactionalProducer(id, id), new StringSerializer(), new ByteArraySerializer()));
            Transactions.init(producer, id);
            return new TopicSink(new AvroSerdes(connection), topics, producer, blobs);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * @param images those that go onto their topic before the group; none for what lies on it already
     * @throws KafkaException if it cannot be stored
     * @throws dev.millrace.schemas.store.StoreException if the store does not take an image now
     */
    public void write(LoggedGroup group, EncodedImages images) {
        for (LoggedTrajectory each : group.getTrajectories()) {
            Trajectory trajectory = each.getTrajectory();
            trajectory.getPrompt().getImages().forEach(image -> publish(image, group, images));
            if (trajectory.getImage() != null) {
                publish(trajectory.getImage(), group, images);
            }
        }
        waiting.add(group);
        if (waiting.size() == GROUPS_AT_ONCE) {
            publish();
        }
    }

    /** Publishes what is still waiting. */
    public void finish() {
        if (!waiting.isEmpty()) {
            publish();
        }
    }

    /** In a transaction of its own, so that whoever reads the group finds its images. */
    private void publish(ImageRef image, LoggedGroup group, EncodedImages known) {
        if (published.contains(image.getSha256())) {
            return;
        }
        known.encoded(image.getSha256()).ifPresent(encoded -> {
            ImageBlob blob = blobs.toPublish(
                    ImageBlobs.of(group.getRunId(), image.getSha256(), image.getMediaType(), ByteBuffer.wrap(encoded)));
            published.add(image.getSha256());
            producer.beginTransaction();
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(topics.images(), image.getSha256(), images.serialize(topics.images(), blob)));
            producer.commitTransaction();
        });
    }

    private void publish() {
        producer.beginTransaction();
        List<List<Future<RecordMetadata>>> sent = new ArrayList<>();
        for (LoggedGroup group : waiting) {
            List<Future<RecordMetadata>> positions = new ArrayList<>();
            for (LoggedTrajectory each : group.getTrajectories()) {
                positions.add(send(topics.trajectories(), group, trajectories, each.getTrajectory()));
            }
            sent.add(positions);
        }
        producer.flush();
        for (int i = 0; i < waiting.size(); i++) {
            outcome(waiting.get(i), sent.get(i));
        }
        producer.commitTransaction();
        waiting.clear();
    }

    private void outcome(LoggedGroup group, List<Future<RecordMetadata>> sent) {
        Map<Integer, LogPosition> positions = new HashMap<>();
        for (int i = 0; i < sent.size(); i++) {
            LoggedTrajectory each = group.getTrajectories().get(i);
            positions.put(each.getTrajectory().getIndex(), position(sent.get(i)));
            for (LoggedScore score : each.getScores()) {
                Future<RecordMetadata> unused = send(topics.scores(), group, scores, score.getScore());
            }
        }
        Experience experience = group.getExperience();
        if (experience != null) {
            Future<RecordMetadata> unused =
                    send(topics.experience(), group, experiences, placed(experience, positions));
        }
        for (Drop drop : group.getDrops()) {
            Future<RecordMetadata> unused = send(topics.drops(), group, drops, drop);
        }
    }

    private static Experience placed(Experience experience, Map<Integer, LogPosition> positions) {
        List<ExperienceTrajectory> placed = new ArrayList<>();
        for (ExperienceTrajectory each : experience.getTrajectories()) {
            placed.add(ExperienceTrajectory.newBuilder(each)
                    .setSource(positions.get(each.getIndex()))
                    .build());
        }
        return Experience.newBuilder(experience).setTrajectories(placed).build();
    }

    private <T extends SpecificRecord> Future<RecordMetadata> send(
            String topic, LoggedGroup group, Serializer<T> serializer, T value) {
        return producer.send(new ProducerRecord<>(topic, group.getGroupId(), serializer.serialize(topic, value)));
    }

    private static LogPosition position(Future<RecordMetadata> sent) {
        try {
            RecordMetadata stored = sent.get();
            return new LogPosition(stored.partition(), stored.offset());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("a trajectory could not be stored: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        try (blobs;
                images;
                drops;
                experiences;
                scores;
                trajectories;
                producer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
