package dev.millrace.streams.topology;

import dev.millrace.schemas.client.DeadLetters;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Dead letters of the streams, which Kafka Streams sends within its transaction. They are those of every other role,
 * and not the ones that Kafka Streams would make: these hold whatever was read, and one that is too large for the topic
 * would stop the stream at each start.
 *
 * @param topic of the dead letters
 */
record StreamsLetters(String topic) {

    /** Before Kafka Streams configures a handler. */
    static StreamsLetters unconfigured() {
        return new StreamsLetters("");
    }

    static StreamsLetters of(Map<String, ?> configs) {
        return new StreamsLetters(
                String.valueOf(configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG)));
    }

    ProducerRecord<byte[], byte[]> letter(ErrorHandlerContext context, Exception cause) {
        ConsumerRecord<byte[], byte[]> read = new ConsumerRecord<>(
                context.topic(),
                context.partition(),
                context.offset(),
                context.timestamp(),
                TimestampType.NO_TIMESTAMP_TYPE,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                context.sourceRawKey(),
                context.sourceRawValue(),
                context.headers(),
                Optional.empty());
        return DeadLetters.letter(topic, read, cause);
    }

    static String where(ErrorHandlerContext context) {
        return context.topic() + "-" + context.partition() + "@" + context.offset();
    }
}
