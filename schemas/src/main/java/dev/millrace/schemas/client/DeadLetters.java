package dev.millrace.schemas.client;

import dev.millrace.schemas.topic.RecordLimits;
import dev.millrace.schemas.topic.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets bad records aside: as they were read, with the headers that Kafka Streams writes on its own dead letters, so
 * that one reader serves both. Of a record that is larger than any topic of ours takes, a {@link StubLetter} is kept.
 *
 * <p>Thread-safe. Closing it closes its producer.
 */
public final class DeadLetters implements AutoCloseable {

    /** Longest stack trace that is written, in characters. */
    static final int MAX_STACK_TRACE = 16 * 1024;

    /** Longest message of a cause that is written, in characters: it may quote what is bad. */
    static final int MAX_MESSAGE = 4 * 1024;

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final String HEADER = "__streams.errors.";

    private final Producer<byte[], byte[]> producer;
    private final String topic;

    /** Opens a producer of its own, not part of any transaction. */
    public DeadLetters(KafkaConnection connection, Topics topics) {
        this(new KafkaProducer<>(settings(connection), new ByteArraySerializer(), new ByteArraySerializer()), topics);
    }

    DeadLetters(Producer<byte[], byte[]> producer, Topics topics) {
        this.producer = producer;
        this.topic = topics.deadLetters();
    }

    /**
     * Publishes a bad record and waits until it is stored, so that the caller may commit past it.
     *
     * @param record as it was read, not deserialized
     * @param cause why it is bad
     * @throws KafkaException if it cannot be stored within the producer's delivery time-out
     * @throws InterruptException if the thread is interrupted
     */
    public void publish(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        ProducerRecord<byte[], byte[]> letter = letter(topic, record, cause);
        String where = record.topic() + "-" + record.partition() + "@" + record.offset();
        try {
            producer.send(letter).get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (InterruptException e) {
            throw e;
        } catch (ExecutionException | KafkaException e) {
            Throwable why = Objects.requireNonNullElse(e.getCause(), e);
            throw new KafkaException(
                    "bad record " + where + " could not be stored on " + topic + ": " + why.getMessage(), why);
        }
        log.atWarn()
                .addKeyValue("record", where)
                .addKeyValue("cause", cut(cause.toString(), MAX_MESSAGE))
                .log("bad record set aside");
    }

    /**
     * A dead letter for those who publish it in a transaction of their own. It is larger than the record it holds, by
     * its cause; whatever the record's size, it fits the topic of dead letters.
     *
     * @param topic of the dead letters
     */
    public static ProducerRecord<byte[], byte[]> letter(
            String topic, ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        ProducerRecord<byte[], byte[]> letter;
        if (StubLetter.isNeeded(record)) {
            letter = StubLetter.of(topic, record);
        } else {
            letter = new ProducerRecord<>(topic, record.key(), record.value());
            record.headers().forEach(letter.headers()::add);
        }
        addCause(letter.headers(), record, cause);
        return letter;
    }

    private static void addCause(Headers headers, ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        add(headers, "exception", cause.getClass().getName());
        add(headers, "message", cut(String.valueOf(cause.getMessage()), MAX_MESSAGE));
        add(headers, "stacktrace", stackTrace(cause));
        add(headers, "topic", record.topic());
        add(headers, "partition", String.valueOf(record.partition()));
        add(headers, "offset", String.valueOf(record.offset()));
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(HEADER + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String stackTrace(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return cut(text.toString(), MAX_STACK_TRACE);
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.min(text.length(), most));
    }

    /** A letter is larger than the record it holds, by its cause. Several roles of one JVM may each have their own. */
    private static Map<String, Object> settings(KafkaConnection connection) {
        Map<String, Object> settings = new HashMap<>(connection.producer("dead-letters-" + Uuid.randomUuid()));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(RecordLimits.MAX_LETTER_BYTES));
        return settings;
    }

    @Override
    public void close() {
        producer.close();
    }
}
