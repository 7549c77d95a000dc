package dev.millrace.monitoring.deadletters;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.RecordLimits;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of dead letters. Each call opens and closes its own clients. */
public final class DeadLetterBox {

    /** Says of a record that it was put back, and from which dead letter. */
    static final String REINJECTED = "millrace.reinjected-from";

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConnection connection;
    private final Topics topics;

    public DeadLetterBox(KafkaConnection connection, Topics topics) {
        this.connection = connection;
        this.topics = topics;
    }

    /**
     * All dead letters that are committed now, partition by partition in their order.
     *
     * @throws KafkaException if the broker does not answer
     */
    public List<DeadLetter> read() {
        List<DeadLetter> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.reader("dead-letters-list"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topics.deadLetters()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> left = new HashMap<>(consumer.endOffsets(partitions));
            left.entrySet().removeIf(entry -> consumer.position(entry.getKey()) >= entry.getValue());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!left.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    DeadLetter.of(record).ifPresent(letters::add);
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                left.entrySet().removeIf(entry -> consumer.position(entry.getKey()) >= entry.getValue());
                if (System.nanoTime() - deadline >= 0) {
                    throw new TimeoutException("nothing came from " + left.keySet() + " for " + PATIENCE);
                }
            }
        }
        return List.copyOf(letters);
    }

    /**
     * Puts a bad record back on its topic, under its key, without the headers of the cause. It comes behind all that is
     * there: a prompt becomes a new group, a trajectory whose group has closed becomes a drop.
     *
     * @return where it lies now, as topic-partition@offset
     * @throws IllegalArgumentException if it is a stub
     * @throws KafkaException if it cannot be stored
     */
    public String reinject(DeadLetter letter) {
        if (letter.isStub()) {
            throw new IllegalArgumentException("the record of " + letter.origin() + " had " + letter.size()
                    + " bytes, too many to be kept: the dead letter is a stub, and nothing is there to put back");
        }
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                letter.topic(), letter.letter().key(), letter.letter().value());
        for (Header header : letter.letter().headers()) {
            if (!header.key().startsWith(DeadLetter.CAUSE_HEADERS)
                    && !header.key().equals(REINJECTED)) {
                record.headers().add(header);
            }
        }
        record.headers().add(REINJECTED, letter.position().getBytes(StandardCharsets.UTF_8));
        Map<String, Object> settings = connection.producer("dead-letters-reinject");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(RecordLimits.MAX_LETTER_BYTES));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            var stored = producer.send(record).get();
            return stored.topic() + "-" + stored.partition() + "@" + stored.offset();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "dead letter " + letter.position() + " could not be put back on " + letter.topic() + ": "
                            + e.getCause(),
                    e);
        }
    }
}
