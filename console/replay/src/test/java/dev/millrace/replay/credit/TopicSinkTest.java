package dev.millrace.replay.credit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.ImageBlobs;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.FlakyStore;
import dev.millrace.testing.Groups;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TopicSinkTest {

    private static final Topics TOPICS = new Topics("t.");
    private static final KafkaConnection CONNECTION = new KafkaConnection("nowhere:9092", "mock://sink", Map.of());

    @Test
    void shouldPutALargeImageIntoTheStoreBeforeItsNameGoesOut() {
        // Given
        AvroSerdes serdes = serdes();
        FlakyStore store = new FlakyStore();
        MockProducer<String, byte[]> producer =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
        TopicSink sink = new TopicSink(serdes, TOPICS, producer, new ImageBlobs(Optional.of(store), TOPICS));
        byte[] large = new byte[3 << 20];
        LoggedGroup group = Groups.random("r/0/1", 3, new Random(5));
        ImageRef image = group.getTrajectories()
                .get(0)
                .getTrajectory()
                .getPrompt()
                .getImages()
                .get(0);

        // When
        sink.write(group, sha256 -> Optional.of(large));

        // Then
        List<ProducerRecord<String, byte[]>> sent = producer.history();
        assertThat(sent).extracting(ProducerRecord::topic).containsExactly(TOPICS.images());
        ImageBlob published = serdes.deserializer(ImageBlob.class)
                .deserialize(TOPICS.images(), sent.get(0).value());
        assertThat(published.getSha256()).isEqualTo(image.getSha256());
        assertThat(published.getStore()).isEqualTo(store.name());
        assertThat(published.getData().remaining()).isZero();
        assertThat(store.objects().get(new ObjectKey("images/" + TOPICS.images(), image.getSha256())))
                .isEqualTo(large);
    }

    private static AvroSerdes serdes() {
        try (SchemaRegistration schemas =
                new SchemaRegistration(CONNECTION, new TopicCatalogue(TOPICS, 1, (short) 1), Duration.ofSeconds(1))) {
            schemas.registerAll();
        }
        return new AvroSerdes(CONNECTION);
    }
}
