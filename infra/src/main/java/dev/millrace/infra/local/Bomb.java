package dev.millrace.infra.local;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.BrokerAnswers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records that are small on the wire and large for whoever reads them, for tests and the fault harness.
 *
 * @param codec what it is compressed with, by Kafka's name
 * @param bytes length of its value, all zeros
 */
public record Bomb(String codec, int bytes) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int FRAMING = 1024 * 1024;

    /**
     * Sends it.
     *
     * @param key of the record
     * @return whether it lies on the topic now; false if the broker refused it for its size
     * @throws KafkaException if it could not be sent for another reason
     */
    public boolean plant(KafkaConnection connection, String topic, String key) {
        Map<String, Object> settings = connection.producer("bomb");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, codec);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, bytes + FRAMING);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * bytes + FRAMING);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), new byte[bytes]))
                    .get();
            return true;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                return false;
            }
            throw new KafkaException("a bomb of " + bytes + " bytes could not be sent to " + topic, e.getCause());
        }
    }

    /**
     * Sends it to a topic whose bounds are {@linkplain #disarmBounds disarmed}: again and again, until the broker has heard of that.
     *
     * @throws KafkaException if it is refused all the time, or could not be sent for another reason than its size
     */
    public void plantDisarmed(KafkaConnection connection, String topic, String key) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!plant(connection, topic, key)) {
            if (System.nanoTime() > until) {
                throw new KafkaException("topic " + topic + " refuses a bomb of " + bytes + " bytes for its size");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Lets a topic store what producers compressed, as topics do that Millrace did not make: bombs can lie there. */
    public static void disarmBounds(KafkaConnection connection, String topic) {
        AlterConfigOp compressed = new AlterConfigOp(
                new ConfigEntry(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(connection.client("bomb"))) {
            BrokerAnswers.await(
                    admin.incrementalAlterConfigs(
                                    Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(compressed)))
                            .all(),
                    PATIENCE,
                    "letting topic " + topic + " store compressed records");
        }
    }
}
