package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdesTest {

    private static final TopicCatalogue CATALOGUE = new TopicCatalogue(new Topics("t."), 1, (short) 1);
    private static final String TOPIC = CATALOGUE.names().images();
    private static final ImageBlob IMAGE =
            new ImageBlob("run", "ab".repeat(32), "image/png", ByteBuffer.wrap(new byte[] {1, 2, 3}), null, 0L);

    /** Magic byte and schema id. */
    private static final int HEADER = 5;

    private final KafkaConnection connection =
            new KafkaConnection("unused:9092", "mock://" + UUID.randomUUID(), Map.of());
    private final AvroSerdes serdes = new AvroSerdes(connection);

    @BeforeEach
    void register() {
        try (SchemaRegistration schemas = new SchemaRegistration(connection, CATALOGUE, Duration.ofSeconds(1))) {
            schemas.registerAll();
        }
    }

    @Test
    void shouldReadWhatItWrote() {
        assertThat(read(write())).isEqualTo(IMAGE);
    }

    @Test
    void shouldGiveNullForATombstone() {
        try (Deserializer<ImageBlob> deserializer = serdes.deserializer(ImageBlob.class)) {
            assertThat(deserializer.deserialize(TOPIC, null)).isNull();
        }
    }

    @Test
    void shouldRefuseToWriteWhatIsNotRegistered() {
        try (Serializer<LogPosition> serializer = serdes.serializer(LogPosition.class)) {
            assertThatThrownBy(() -> serializer.serialize(TOPIC, new LogPosition(0, 0L)))
                    .isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void shouldRefuseARecordOfAnotherType() {
        byte[] image = write();
        try (Deserializer<LogPosition> deserializer = serdes.deserializer(LogPosition.class)) {
            assertThatThrownBy(() -> deserializer.deserialize(TOPIC, image))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining(TOPIC)
                    .hasMessageContaining("ImageBlob instead of LogPosition");
        }
    }

    @Test
    void shouldRefuseARecordThatWasCutOffAnywhere() {
        byte[] whole = write();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).as("first %d bytes", length).isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void shouldRefuseAnUnknownSchemaId() {
        byte[] bytes = write();
        bytes[1] = 0x7f;
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(SerializationException.class);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldRefuseGarbageOrReadItAsARecordButNeverFailOtherwise(long seed) {
        // Given damaged records: the header whole, the rest random
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[HEADER + random.nextInt(200)];
            random.nextBytes(bytes);
            System.arraycopy(write(), 0, bytes, 0, HEADER);

            // When one is read, Then it is a record by chance or a bad record, nothing else
            try {
                assertThat(read(bytes)).isNotNull();
            } catch (SerializationException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8L, 1L << 40, Long.MAX_VALUE, -1, 1_500_000_000L})
    void shouldRefuseADeclaredLengthThatIsFarBeyondTheRecord(long declared) {
        // Given a record whose first string claims to have so many bytes
        byte[] varint = zigZag(declared);
        byte[] bytes = Arrays.copyOf(write(), HEADER + varint.length + 20);
        System.arraycopy(varint, 0, bytes, HEADER, varint.length);

        // When it is read, Then it is a bad record, and memory is not taken for it
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(SerializationException.class);
    }

    private byte[] write() {
        try (Serializer<ImageBlob> serializer = serdes.serializer(ImageBlob.class)) {
            return serializer.serialize(TOPIC, IMAGE);
        }
    }

    private ImageBlob read(byte[] bytes) {
        try (Deserializer<ImageBlob> deserializer = serdes.deserializer(ImageBlob.class)) {
            return deserializer.deserialize(TOPIC, bytes);
        }
    }

    private static byte[] zigZag(long value) {
        long rest = (value << 1) ^ (value >> 63);
        byte[] bytes = new byte[10];
        int length = 0;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return Arrays.copyOf(bytes, length);
    }
}
