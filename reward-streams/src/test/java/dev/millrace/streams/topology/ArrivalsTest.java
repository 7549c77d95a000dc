package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.streams.reshaping.Measure;
import dev.millrace.streams.topology.arrival.ArrivingTrajectory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the streams read of trajectories is what stands in them. */
class ArrivalsTest {

    private static final String TOPIC = AssemblyFixture.TOPICS.trajectories();

    /** Magic byte and schema id. */
    private static final int HEADER = 5;

    private final KafkaConnection connection =
            new KafkaConnection("unused:9092", "mock://" + UUID.randomUUID(), Map.of());
    private final AvroSerdes serdes = new AvroSerdes(connection);
    private final Deserializer<ArrivingTrajectory> deserializer =
            serdes.deserializer(Trajectory.class, ArrivingTrajectory.class);

    /** The first record of a schema is read whole before it is read in part. */
    @BeforeEach
    void meetTheSchema() {
        try (SchemaRegistration schemas = new SchemaRegistration(
                connection, new TopicCatalogue(AssemblyFixture.TOPICS, 1, (short) 1), Duration.ofSeconds(1))) {
            schemas.registerAll();
        }
        read(bytes(text().build()));
    }

    @AfterEach
    void close() {
        deserializer.close();
    }

    private static Stream<Trajectory> trajectories() {
        return Stream.of(
                text().build(),
                text().setFinishReason(FinishReason.ABORT).build(),
                text().setLogprobs(PackedFloats.of(-0.1f, Float.NaN, -0.3f).bytes())
                        .build(),
                text().setTokens(PackedInts.of(1, 2).bytes()).build(),
                text().setDependency(dependency()).build(),
                text().setDependency(dependency())
                        .setEntropies(PackedFloats.of(1, 2, 3).bytes())
                        .setImageRuns(List.of(new ImageSpan(1, 2, 1, 1, 2), new ImageSpan(4, 2, 1, 2, 1)))
                        .build(),
                drawn().build(),
                drawn().setImage(null).build(),
                drawn().setFlow(null).build());
    }

    private static Trajectory.Builder text() {
        return AssemblyFixture.trajectoryOf(AssemblyFixture.GROUP, 2);
    }

    private static VisualDependency dependency() {
        return new VisualDependency(
                PackedFloats.of(1, 2, 3).bytes(), PackedFloats.of(0.5f, 0, 1).bytes(), "k3", 1L, 0.5f, 0.1f, 0);
    }

    private static Trajectory.Builder drawn() {
        return text().setText("")
                .setTokens(PackedInts.of().bytes())
                .setLogprobs(PackedFloats.of(1.5f, -0.25f).bytes())
                .setPolicyVersions(PackedInts.of(7, 8).bytes())
                .setImage(new ImageRef("ab".repeat(32), "image/png"))
                .setFlow(new FlowTrace(
                        PackedFloats.of(1, 0.75f, 0.5f, 0).bytes(),
                        0,
                        1,
                        2,
                        PackedFloats.of(1, 2, 3, 4, 5, 6).bytes(),
                        0.7f,
                        2.5f,
                        "abc"));
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void shouldReadWhatTheDoorAsks(Trajectory trajectory) {
        // When
        ArrivingTrajectory read = read(bytes(trajectory));

        // Then
        assertThat(read.getRunId()).isEqualTo(trajectory.getRunId());
        assertThat(read.getGroupId()).isEqualTo(trajectory.getGroupId());
        assertThat(read.getGroupSize()).isEqualTo(trajectory.getGroupSize());
        assertThat(read.getPrompt().getPromptId())
                .isEqualTo(trajectory.getPrompt().getPromptId());
        assertThat(read.getPrompt().getCategory())
                .isEqualTo(trajectory.getPrompt().getCategory());
        assertThat(Arrivals.drawn(read)).isEqualTo(DoorCheck.drawn(trajectory));
        for (Measure reads : Measure.values()) {
            assertThat(DoorCheck.check(read, reads, 1, 9)).isEqualTo(DoorCheck.check(trajectory, reads, 1, 9));
        }
    }

    @Test
    void shouldRefuseARecordThatWasCutOffAnywhere() {
        byte[] whole = bytes(drawn().setDependency(dependency()).build());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).as("first %d bytes", length).isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void shouldRefuseGarbageOrReadItAsARecordButNeverFailOtherwise() {
        // Given damaged records: the header and a part whole, the rest random
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] whole = bytes(text().setDependency(dependency()).build());
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = whole.clone();
            for (int at = HEADER + random.nextInt(whole.length - HEADER); at < bytes.length; at++) {
                bytes[at] = (byte) random.nextInt();
            }

            // When one is read, Then it is a record by chance or a bad record, nothing else
            try {
                assertThat(read(bytes)).as("seed " + seed).isNotNull();
            } catch (SerializationException e) {
                assertThat(e).as("seed " + seed).isNotNull();
            }
        }
    }

    @Test
    void shouldGiveNullForATombstone() {
        assertThat(deserializer.deserialize(TOPIC, null)).isNull();
    }

    private byte[] bytes(Trajectory trajectory) {
        try (var serializer = serdes.serializer(Trajectory.class)) {
            return serializer.serialize(TOPIC, trajectory);
        }
    }

    private ArrivingTrajectory read(byte[] bytes) {
        return deserializer.deserialize(TOPIC, bytes);
    }
}
