package dev.millrace.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicProvisioner;
import dev.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Topics TOPICS = new Topics("millrace.");
    private static final TopicCatalogue CATALOGUE = new TopicCatalogue(TOPICS, 2, (short) 1);

    @TempDir
    private Path folder;

    @Test
    void shouldKeepRecordsAndSchemaIdsOverARestartOnOtherPorts() throws Exception {
        // Given a stack with topics, schemas and a record
        Map<String, Integer> ids;
        RecordMetadata stored;
        ImageBlob image = new ImageBlob("run", "hash", "image/png", ByteBuffer.wrap(new byte[] {1, 2, 3}), null, 0L);
        try (LocalStack stack = LocalStack.start(new LocalStackConfig(folder, Port.free(), Port.free()))) {
            ids = provision(stack.connection());
            stored = produce(stack.connection(), image);
        }

        // When it is started again on other ports
        try (LocalStack stack = LocalStack.start(new LocalStackConfig(folder, Port.free(), Port.free()))) {
            KafkaConnection connection = stack.connection();

            // Then ids, topics and records are the same
            try (SchemaRegistration schemas = new SchemaRegistration(connection, CATALOGUE, PATIENCE)) {
                assertThat(schemas.checkAll()).isEqualTo(ids);
                assertThat(schemas.registerAll()).isEqualTo(ids);
            }
            try (Admin admin = Admin.create(connection.client("test"))) {
                TopicProvisioner topics = new TopicProvisioner(admin, CATALOGUE, PATIENCE);
                assertThat(topics.createMissing()).isEmpty();
                topics.verify();
            }
            try (LogReader<ImageBlob> reader = LogReader.open(
                    connection,
                    "test",
                    TOPICS.images(),
                    new AvroSerdes(connection).deserializer(ImageBlob.class),
                    LogReaderConfig.defaults())) {
                assertThat(reader.fetch(new LogPosition(stored.partition(), stored.offset())))
                        .isEqualTo(image);
            }
        }
    }

    @Test
    void shouldComeBackOnTheSamePortsWhereTheyAreFree() {
        // Given a stack that ran on free ports
        KafkaConnection before;
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(folder))) {
            before = stack.connection();
        }

        // When it is started again
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(folder))) {

            // Then it is found where it was, and answers
            assertThat(stack.connection()).isEqualTo(before);
            new Preflight(before, PATIENCE).check();
        }
    }

    @Test
    void shouldRefuseAFolderThatIsInUse() {
        // Given a running stack
        try (LocalStack running = LocalStack.start(LocalStackConfig.in(folder))) {

            // When another is started on its folder, Then it is refused
            assertThatThrownBy(() -> LocalStack.start(LocalStackConfig.in(folder)))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());

            // And the running one is unharmed
            new Preflight(running.connection(), PATIENCE).check();
        }
    }

    private static Map<String, Integer> provision(KafkaConnection connection) {
        try (Admin admin = Admin.create(connection.client("test"));
                SchemaRegistration schemas = new SchemaRegistration(connection, CATALOGUE, PATIENCE)) {
            new TopicProvisioner(admin, CATALOGUE, PATIENCE).createMissing();
            return schemas.registerAll();
        }
    }

    private static RecordMetadata produce(KafkaConnection connection, ImageBlob image) throws Exception {
        try (KafkaProducer<String, ImageBlob> producer = new KafkaProducer<>(
                connection.producer("test"),
                new StringSerializer(),
                new AvroSerdes(connection).serializer(ImageBlob.class))) {
            return producer.send(new ProducerRecord<>(TOPICS.images(), image.getSha256(), image))
                    .get();
        }
    }
}
