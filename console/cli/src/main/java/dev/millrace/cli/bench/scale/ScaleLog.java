package dev.millrace.cli.bench.scale;

import dev.millrace.cli.bench.BenchGroups;
import dev.millrace.cli.bench.BenchStack;
import dev.millrace.cli.bench.GroupFeed;
import dev.millrace.cli.bench.GroupShape;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.topology.StreamsRole;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** The log of a run of so many groups: answers, scores, experience by the topology itself, and steps that train all of it. */
final class ScaleLog {

    private static final int STEP_GROUPS = 32;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final long SECOND = 1_000_000_000L;

    private final BenchStack stack;
    private final MillraceConfig config;
    private final int groups;

    /** @param config of the run, with the stack as its broker and registry */
    ScaleLog(BenchStack stack, MillraceConfig config, int groups) {
        this.stack = stack;
        this.config = config;
        this.groups = groups;
    }

    /**
     * Writes it.
     *
     * @throws IllegalStateException if the topology does not come to its end
     */
    void write() throws InterruptedException {
        try (GroupFeed feed = new GroupFeed(stack, new BenchGroups(GroupShape.parse("8x12"), 5))) {
            for (int group = 0; group < groups; group++) {
                feed.send(group);
            }
            feed.stored();
        }
        StreamsRole streams = new RunRoles(config, Clock.systemUTC()).streams();
        Thread assembling = new Thread(streams, "bench-scale-streams");
        assembling.start();
        try {
            train();
        } finally {
            streams.stop();
            assembling.join();
        }
    }

    /** Writes the steps as the experience comes. */
    private void train() {
        TopicPartition experience = new TopicPartition(stack.topics().experience(), 0);
        long until = System.nanoTime() + PATIENCE.toSeconds() * SECOND;
        try (Steps steps = new Steps();
                Deserializer<Experience> decoder = stack.serdes().deserializer(Experience.class);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        stack.connection().consumer("bench-scale-steps"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(experience));
            consumer.seekToBeginning(List.of(experience));
            while (steps.trained() < groups) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    steps.add(
                            Objects.requireNonNull(decoder.deserialize(record.topic(), record.value())),
                            record.offset() + 1);
                }
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("only " + steps.trained() + " of " + groups
                            + " groups were assembled within " + PATIENCE.toMinutes() + " minutes");
                }
            }
        }
    }

    /** Steps of 32 groups, and a smaller last one. */
    private final class Steps implements AutoCloseable {

        private final String topic = stack.topics().trainingSteps();
        private final Serializer<TrainingStep> serializer = stack.serdes().serializer(TrainingStep.class);
        private final Producer<byte[], byte[]> producer = new KafkaProducer<>(
                stack.connection().producer("bench-scale-steps"), new ByteArraySerializer(), new ByteArraySerializer());
        private final List<TrainedGroup> batch = new ArrayList<>();
        private int trained;
        private int step;

        int trained() {
            return trained;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // closing waits; a lost step shows in the audit
        void add(Experience experience, long nextOffset) {
            int[] indices = experience.getTrajectories().stream()
                    .mapToInt(trajectory -> trajectory.getIndex())
                    .toArray();
            batch.add(new TrainedGroup(
                    experience.getGroupId(), PackedInts.of(indices).bytes()));
            trained++;
            if (batch.size() == STEP_GROUPS || trained == groups) {
                step++;
                TrainingStep record = TrainingStep.newBuilder()
                        .setRunId(BenchGroups.RUN)
                        .setStep(step)
                        .setGroups(new ArrayList<>(batch))
                        .setWeightsSha256("0".repeat(64))
                        .setNextOffset(nextOffset)
                        .setSettledGroups(trained)
                        .setMetrics(Map.of("reward", experience.getRewardMean()))
                        .setTrainedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                        .setBatchGroups(STEP_GROUPS)
                        .build();
                producer.send(new ProducerRecord<>(
                        topic, BenchGroups.RUN.getBytes(StandardCharsets.UTF_8), serializer.serialize(topic, record)));
                batch.clear();
            }
        }

        @Override
        public void close() {
            try (serializer;
                    producer) {
                // Each is closed, whatever the other throws.
            }
        }
    }

    /** Settings of the run that this log is of. */
    static MillraceConfig config(BenchStack stack) {
        return MillraceConfig.loader()
                .load(Optional.empty(), List.of("run.id=" + BenchGroups.RUN))
                .within(stack.folder("checkpoints"), stack.folder("streams"))
                .with(stack.kafka());
    }
}
