package dev.millrace.learner.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.fixture.RecordedGroup;
import dev.millrace.learner.fixture.Recording;
import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LogProbMode;
import dev.millrace.schemas.avro.SamplingTerms;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.packed.PackedInts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class ExperienceReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition("experience", 0);
    private static final List<RecordedGroup> GROUPS = Recording.sample(12, 9);
    private static final int BATCH = 3;

    @Test
    void shouldMakeTheSameBatchesHoweverRecordsArrive() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> log = new ArrayList<>();
        for (int i = 0; i < GROUPS.size(); i++) {
            log.add(encoded(i));
            if (random.nextBoolean()) {
                log.add(foreign(i));
            }
        }

        List<ExperienceBatch> atOnce = batches(log, List.of(log.size()));
        List<Integer> portions = new ArrayList<>();
        for (int left = log.size(); left > 0; left -= portions.get(portions.size() - 1)) {
            portions.add(Math.min(left, random.nextInt(4)));
        }
        List<ExperienceBatch> dribbling = batches(log, portions);

        assertThat(dribbling).as("seed %d", seed).isEqualTo(atOnce).hasSize(GROUPS.size() / BATCH);
    }

    @Test
    void shouldGoOnFromAnOffsetAsIfItHadReadThrough() {
        List<byte[]> log = new ArrayList<>();
        for (int i = 0; i < GROUPS.size(); i++) {
            log.add(encoded(i));
        }
        List<ExperienceBatch> through = batches(log, List.of(log.size()));

        ExperienceReader resumed = reader(log, List.of(log.size()), 1000);
        resumed.seek(through.get(1).nextOffset());

        assertThat(resumed.next(2)).isEqualTo(through.get(2));
    }

    @Test
    void shouldCountStaleGroupsTowardsTheirBatch() {
        List<byte[]> log = List.of(encoded(0), encoded(1), encoded(2));

        ExperienceReader reader = reader(log, List.of(3), 4);
        reader.seek(0);
        ExperienceBatch batch = reader.next(5);

        assertThat(batch.trainable()).isEmpty();
        assertThat(batch.groups()).hasSize(BATCH).allSatisfy(group -> assertThat(group.rejections())
                .extracting(Rejection::reason)
                .containsOnly(DropReason.STALE));
        assertThat(batch.groups().get(0).rejections().get(0).detail())
                .isEqualTo("sampled by version 0, 5 behind version 5, more than max_staleness 4");
    }

    @Test
    void shouldNotTrainWhatWasAskedOtherwiseThanItsGroupOrSampledUnderOtherNumbers() {
        // Given a group, of which one has another prompt, and one log-probabilities of another temperature
        List<byte[]> log = List.of(encoded(0), encoded(1), encoded(2));
        ExperienceReader reader = new ExperienceReader(
                Recording.RUN,
                new ExperienceLog(consumer(log, List.of(BATCH)), deserializer(), "experience"),
                positions -> positions.stream()
                        .<TrajectorySource.Fetched>map(position -> new TrajectorySource.Fetched.Found(
                                position.getPartition() == 0 ? changed(trajectory(position)) : trajectory(position)))
                        .toList(),
                trajectory -> new PolicyInput(Tokens.of(1), List.of(), List.of()),
                (record, cause) -> {
                    throw new AssertionError(cause);
                },
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                BATCH,
                0,
                SmallPolicy.intake(),
                Lineages.NONE);
        reader.seek(0);

        // When
        ReadGroup group = reader.next(0).groups().get(0);

        // Then
        assertThat(group.rejections()).extracting(Rejection::index).containsExactly(1, 2);
        assertThat(group.rejections()).extracting(Rejection::reason).containsOnly(DropReason.MISMATCH);
        assertThat(group.rejections())
                .extracting(Rejection::detail)
                .satisfiesExactly(
                        asked -> assertThat(asked)
                                .isEqualTo("its prompt has other tokens or other places of images than that of"
                                        + " trajectory 0 of its group"),
                        raw -> assertThat(raw).startsWith("its log-probabilities are those at temperature 1 (RAW)"));
        assertThat(group.trainable().orElseThrow().trajectories()).hasSize(2);
    }

    private static Trajectory changed(Trajectory trajectory) {
        return switch (trajectory.getIndex()) {
            case 1 ->
                Trajectory.newBuilder(trajectory)
                        .setPromptTokens(PackedInts.of(1).bytes())
                        .build();
            case 2 ->
                Trajectory.newBuilder(trajectory)
                        .setTemperature(0.5f)
                        .setSampling(SamplingTerms.newBuilder()
                                .setLogProbs(LogProbMode.RAW)
                                .build())
                        .build();
            default -> trajectory;
        };
    }

    @Test
    void shouldNameTheOffsetThatTheLogNoLongerHolds() {
        ExperienceReader reader = reader(List.of(encoded(0)), List.of(1), 0);
        reader.seek(-1);

        assertThatThrownBy(() -> reader.next(0))
                .isInstanceOf(ExperienceGoneException.class)
                .hasMessageContaining("experience-0 no longer holds offset -1");
    }

    private static List<ExperienceBatch> batches(List<byte[]> log, List<Integer> portions) {
        ExperienceReader reader = reader(log, portions, 1000);
        reader.seek(0);
        List<ExperienceBatch> batches = new ArrayList<>();
        for (int version = 0; version < GROUPS.size() / BATCH; version++) {
            batches.add(reader.next(version));
        }
        return batches;
    }

    private static ExperienceReader reader(List<byte[]> log, List<Integer> portions, int maxStaleness) {
        PromptSource prompts = trajectory -> new PolicyInput(Tokens.of(1), List.of(), List.of());
        return new ExperienceReader(
                Recording.RUN,
                new ExperienceLog(consumer(log, portions), deserializer(), "experience"),
                ExperienceReaderTest::fetch,
                prompts,
                (record, cause) -> {
                    throw new AssertionError(cause);
                },
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                BATCH,
                maxStaleness,
                SmallPolicy.intake(),
                Lineages.NONE);
    }

    /** Positions are the group's number and the trajectory's index. */
    private static List<TrajectorySource.Fetched> fetch(List<LogPosition> positions) {
        return positions.stream()
                .<TrajectorySource.Fetched>map(position -> new TrajectorySource.Fetched.Found(trajectory(position)))
                .toList();
    }

    private static Trajectory trajectory(LogPosition position) {
        return GROUPS.get(position.getPartition()).trajectories().get((int) position.getOffset());
    }

    private static byte[] encoded(int group) {
        return bytes(experience(group));
    }

    private static byte[] foreign(int group) {
        Experience experience = experience(group);
        experience.put("run_id", "another");
        return bytes(experience);
    }

    private static Experience experience(int group) {
        List<LogPosition> positions = new ArrayList<>();
        for (int index = 0; index < GROUPS.get(group).trajectories().size(); index++) {
            positions.add(new LogPosition(group, (long) index));
        }
        return GROUPS.get(group).experience(positions);
    }

    /** Hands out the log in portions, whatever is asked for. */
    private static MockConsumer<byte[], byte[]> consumer(List<byte[]> log, List<Integer> portions) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) log.size()));
        Iterator<Integer> next = portions.iterator();
        long[] offset = {0};
        for (int i = 0; i < portions.size(); i++) {
            consumer.schedulePollTask(() -> {
                for (int left = next.next(); left > 0; left--) {
                    consumer.addRecord(
                            new ConsumerRecord<>("experience", 0, offset[0], new byte[0], log.get((int) offset[0])));
                    offset[0]++;
                }
            });
        }
        return consumer;
    }

    private static byte[] bytes(Experience experience) {
        try {
            ByteBuffer encoded = experience.toByteBuffer();
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Deserializer<Experience> deserializer() {
        return (topic, bytes) -> {
            try {
                return Experience.fromByteBuffer(ByteBuffer.wrap(bytes));
            } catch (IOException | RuntimeException e) {
                throw new SerializationException("no experience", e);
            }
        };
    }
}
