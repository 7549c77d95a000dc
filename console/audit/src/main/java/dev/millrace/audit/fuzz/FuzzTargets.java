package dev.millrace.audit.fuzz;

import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsException;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicSpec;
import dev.millrace.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** All readers of foreign bytes: those of the topics, over a registry in this process, and that of weights. */
final class FuzzTargets {

    private static final int SAMPLES = 24;

    private FuzzTargets() {}

    static List<FuzzTarget> all(long seed) {
        KafkaConnection connection = new KafkaConnection("nowhere:1", "mock://" + UUID.randomUUID(), Map.of());
        TopicCatalogue catalogue = new TopicCatalogue(new Topics(""), 1, (short) 1);
        Map<String, Integer> ids;
        try (SchemaRegistration schemas = new SchemaRegistration(connection, catalogue, Duration.ofSeconds(1))) {
            ids = schemas.registerAll();
        }
        AvroSerdes serdes = new AvroSerdes(connection);
        List<FuzzTarget> targets = new ArrayList<>();
        for (TopicSpec spec : catalogue.specs()) {
            Class<? extends SpecificRecord> type = spec.value();
            if (type != null) {
                Deserializer<? extends SpecificRecord> deserializer = serdes.deserializer(type);
                targets.add(new FuzzTarget(
                        spec.name(),
                        samples(
                                type,
                                Objects.requireNonNull(ids.get(spec.subject().orElseThrow())),
                                seed),
                        bytes -> deserializer.deserialize(spec.name(), bytes),
                        SerializationException.class));
            }
        }
        targets.add(new FuzzTarget(
                "safetensors",
                List.of(weights()),
                bytes -> SafetensorsReader.read(bytes, "fuzz"),
                SafetensorsException.class));
        return targets;
    }

    /** Records of a type with contents of all kinds, in the wire format. */
    private static List<byte[]> samples(Class<? extends SpecificRecord> type, int id, long seed) {
        Schema schema = SpecificData.get().getSchema(type);
        List<byte[]> samples = new ArrayList<>();
        for (Object record : new RandomData(GenericData.get(), schema, SAMPLES, seed, false)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(0);
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            try {
                new GenericDatumWriter<>(schema).write(record, encoder);
                encoder.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("bytes in memory can always be written", e);
            }
            samples.add(bytes.toByteArray());
        }
        return samples;
    }

    private static byte[] weights() {
        return SafetensorsWriter.toBytes(Safetensors.of(Map.of(
                "a.weight", Tensor.ofFloats(TensorShape.of(2, 3), 1, 2, 3, 4, 5, 6),
                "b.bias", Tensor.ofBfloat16(TensorShape.of(4), 1, 2, 3, 4),
                "steps", Tensor.ofLongs(TensorShape.of(1), 7))));
    }
}
