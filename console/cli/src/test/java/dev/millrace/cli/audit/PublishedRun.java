package dev.millrace.cli.audit;

import dev.millrace.cli.audit.LoggedRun.At;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts a logged run onto the topics of a broker, so that its trajectories and experience lie where its records say. */
final class PublishedRun {

    private final Topics topics;
    private final AvroSerdes serdes;
    private final Producer<String, byte[]> producer;

    private PublishedRun(Topics topics, AvroSerdes serdes, Producer<String, byte[]> producer) {
        this.topics = topics;
        this.serdes = serdes;
        this.producer = producer;
    }

    /** @param topics exist, with two partitions each where there may be several */
    static void publish(LoggedRun run, KafkaConnection connection, Topics topics) {
        String id = topics.prefix() + "publisher";
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                connection.transactionalProducer(id, id), new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            new PublishedRun(topics, new AvroSerdes(connection), producer).publish(run);
        }
        commit(connection, topics, run.learnerOffset.orElseThrow());
    }

    private void publish(LoggedRun run) {
        all(topics.prompts(), Prompt.class, run.prompts);
        // A transaction for each group: its marker takes the offset between two groups.
        for (int from = 0; from < run.trajectories.size(); from += LoggedRun.GROUP_SIZE) {
            all(topics.trajectories(), Trajectory.class, run.trajectories.subList(from, from + LoggedRun.GROUP_SIZE));
        }
        all(topics.scores(), Score.class, run.scores);
        all(topics.experience(), Experience.class, run.experience);
        all(topics.drops(), Drop.class, run.drops);
        all(topics.scoresLate(), LateScore.class, run.late);
        all(topics.weights(), WeightRecord.class, run.weights);
        trim(run.trimmed);
        all(topics.trainingSteps(), TrainingStep.class, run.steps);
    }

    /** As the learner does, in whose name the offset stands. */
    private static void commit(KafkaConnection connection, Topics topics, long offset) {
        try (Admin admin = Admin.create(connection.client("offset-of-learner"))) {
            admin.alterConsumerGroupOffsets(
                            new RunNames(topics, LoggedRun.RUN).learner(),
                            Map.of(new TopicPartition(topics.experience(), 0), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("the offset of the learner cannot be set", e);
        }
    }

    private void trim(List<String> keys) {
        producer.beginTransaction();
        for (String key : keys) {
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topics.weights(), key, null));
        }
        producer.commitTransaction();
    }

    private <T extends SpecificRecord> void all(String topic, Class<T> type, List<At<T>> records) {
        Serializer<T> serializer = serdes.serializer(type);
        producer.beginTransaction();
        for (At<T> at : records) {
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(topic, at.partition(), at.key(), serializer.serialize(topic, at.value())));
        }
        producer.commitTransaction();
    }
}
