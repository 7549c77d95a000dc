package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.topic.Topics;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Which referee made the scores that a run has already. It reads the scores topic from its oldest record to the first score
 * in question, which a run that goes on has near its beginning. Confined to one thread.
 */
final class RefereeHistory implements AutoCloseable {

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<Score> scores;
    private final String topic;

    RefereeHistory(Consumer<byte[], byte[]> consumer, Deserializer<Score> scores, String topic) {
        this.consumer = consumer;
        this.scores = scores;
        this.topic = topic;
    }

    static RefereeHistory open(KafkaConnection connection, Topics topics, AvroSerdes serdes, String clientId) {
        return new RefereeHistory(
                new KafkaConsumer<>(
                        connection.reader(clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                serdes.deserializer(Score.class),
                topics.scores());
    }

    /**
     * Refuses a referee that is not the one of the run's earlier scores.
     *
     * @throws IllegalStateException naming both, if it is another
     */
    void requireSame(RunId run, String scorer, String digest) {
        first(run, scorer).filter(earlier -> !earlier.equals(digest)).ifPresent(earlier -> {
            throw new IllegalStateException("scorer " + scorer + " has the referee " + digest + ", but run " + run
                    + " has scores of the referee " + earlier
                    + " already; give it that referee again (scorers." + scorer
                    + ".config), or begin a new run (run.id)");
        });
    }

    /** The digest of the oldest score of a scorer, if the topic has one. */
    private Optional<String> first(RunId run, String scorer) {
        ReadToEnd<byte[], byte[]> reading = ReadToEnd.ofTopic(consumer, topic);
        while (!reading.isDone()) {
            for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                Optional<String> digest = digest(record, run, scorer);
                if (digest.isPresent()) {
                    return digest;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> digest(ConsumerRecord<byte[], byte[]> record, RunId run, String scorer) {
        try {
            Score score = scores.deserialize(topic, record.value());
            boolean ours = score != null
                    && score.getRunId().equals(run.value())
                    && score.getScorer().equals(scorer);
            return ours ? Optional.ofNullable(score.getRefereeDigest()) : Optional.empty();
        } catch (SerializationException e) {
            // Not a score of anybody; the assembly sends it to the dead letters.
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try (scores;
                consumer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
