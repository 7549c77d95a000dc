package dev.millrace.cli.page;

import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.StoreConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The topics of a run on a broker in this process, and what writes to them as its roles would. Used by one thread. */
final class PlayedTopics implements AutoCloseable {

    static final int PARTITIONS = 2;

    private final LocalStack stack;
    private final KafkaConfig kafka;
    private final AvroSerdes serdes;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<Class<?>, Serializer<?>> serializers = new HashMap<>();

    /** The time of the records, in milliseconds since 1970; that of their sending if it is null. */
    private @Nullable Long at;

    PlayedTopics(Path folder) {
        stack = LocalStack.start(LocalStackConfig.in(folder));
        KafkaConfig standard = KafkaConfig.defaults();
        kafka = new KafkaConfig(
                stack.connection().bootstrapServers(),
                stack.connection().registryUrl(),
                standard.topicPrefix(),
                PARTITIONS,
                1,
                standard.patience(),
                Map.of(),
                StoreConfig.NONE,
                standard.retention(),
                standard.quotas());
        new Provisioning(kafka).create();
        serdes = new AvroSerdes(kafka.connection());
        producer = new KafkaProducer<>(
                kafka.connection().producer("played"), new StringSerializer(), new ByteArraySerializer());
    }

    KafkaConfig kafka() {
        return kafka;
    }

    Topics names() {
        return kafka.topics();
    }

    void flush() {
        producer.flush();
    }

    /** From here on records are of that time; null: of the time of their sending. */
    void at(@Nullable Instant time) {
        at = time == null ? null : time.toEpochMilli();
    }

    /** The time of what is written next. */
    Instant now() {
        return at == null ? Instant.now().truncatedTo(ChronoUnit.MILLIS) : Instant.ofEpochMilli(at);
    }

    <T extends SpecificRecord> void send(String topic, String key, Class<T> type, T value) {
        var unused = producer.send(record(topic, key, type, value));
    }

    /** The same; gives where the record lies. */
    <T extends SpecificRecord> LogPosition stored(String topic, String key, Class<T> type, T value) throws Exception {
        RecordMetadata stored = producer.send(record(topic, key, type, value)).get();
        return new LogPosition(stored.partition(), stored.offset());
    }

    /** A score that was set aside, and why. */
    void letter(String cause, Instant time) {
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(names().deadLetters(), null, time.toEpochMilli(), "k", new byte[] {1, 2, 3});
        Map.of("topic", "scores", "partition", "1", "offset", "17", "exception", "a.b.OddException", "message", cause)
                .forEach((name, said) ->
                        letter.headers().add("__streams.errors." + name, said.getBytes(StandardCharsets.UTF_8)));
        var unused = producer.send(letter);
    }

    /** Publishes an image, whatever it says it is; gives its hash. */
    String image(byte[] bytes, String mediaType) throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        send(
                names().images(),
                hash,
                ImageBlob.class,
                new ImageBlob(PlayedRun.RUN.value(), hash, mediaType, ByteBuffer.wrap(bytes), null, 0L));
        return hash;
    }

    /** A record in a transaction of its own, whose mark follows it, on the topic of experience. */
    void transaction() {
        try (KafkaProducer<String, byte[]> own = new KafkaProducer<>(
                kafka.connection().transactionalProducer("played", "played"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            own.initTransactions();
            own.beginTransaction();
            var unused = own.send(new ProducerRecord<>(names().experience(), "none", null));
            own.commitTransaction();
        }
    }

    private <T extends SpecificRecord> ProducerRecord<String, byte[]> record(
            String topic, String key, Class<T> type, T value) {
        @SuppressWarnings("unchecked") // made for this type below
        Serializer<T> serializer = (Serializer<T>) serializers.computeIfAbsent(type, any -> serdes.serializer(type));
        return new ProducerRecord<>(topic, null, at, key, serializer.serialize(topic, value));
    }

    @Override
    public void close() {
        producer.close();
        stack.close();
    }
}
