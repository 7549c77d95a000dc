package dev.millrace.workers;

import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ImageBlobs;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.prompts.PromptReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Things to test with that need neither a broker nor an engine. */
public final class Samples {

    public static final Topics TOPICS = new Topics("t.");
    public static final RunId RUN = new RunId("r");

    private static final KafkaConnection CONNECTION = new KafkaConnection("nowhere:9092", "mock://workers", Map.of());

    private Samples() {}

    /** Serdes over a registry in memory in which all schemas are registered. */
    public static AvroSerdes serdes() {
        try (SchemaRegistration schemas =
                new SchemaRegistration(CONNECTION, new TopicCatalogue(TOPICS, 1, (short) 1), Duration.ofSeconds(1))) {
            schemas.registerAll();
        }
        return new AvroSerdes(CONNECTION);
    }

    /** Images that go through the log, whatever their size. */
    public static ImageBlobs blobs() {
        return new ImageBlobs(Optional.empty(), TOPICS);
    }

    public static PromptReader reader() {
        return new PromptReader(RUN, serdes().deserializer(Prompt.class));
    }

    public static Prompt prompt(String run, String id) {
        return Prompt.newBuilder()
                .setRunId(run)
                .setPromptId(id)
                .setTask(Task.UNDERSTANDING)
                .setText("what digit is shown ?")
                .setReference("3")
                .build();
    }

    /** A prompt of the run that asks for an image. */
    public static Prompt drawingPrompt(String id) {
        return Prompt.newBuilder(prompt(RUN.value(), id))
                .setTask(Task.GENERATION)
                .setText("a red 3")
                .setReference(null)
                .build();
    }

    public static ConsumerRecord<byte[], byte[]> record(int partition, long offset, Prompt prompt) {
        byte[] value = serdes().serializer(Prompt.class).serialize(TOPICS.prompts(), prompt);
        return record(partition, offset, value);
    }

    public static ConsumerRecord<byte[], byte[]> record(int partition, long offset, byte[] value) {
        return new ConsumerRecord<>(TOPICS.prompts(), partition, offset, "key".getBytes(StandardCharsets.UTF_8), value);
    }

    /** A prompt of the run as it was consumed. */
    public static ConsumedPrompt consumed(int partition, long offset) {
        return reader().read(record(partition, offset, prompt(RUN.value(), "p" + partition + "-" + offset)))
                .orElseThrow();
    }

    /** Another prompt as it was consumed. */
    public static ConsumedPrompt consumed(int partition, long offset, Prompt prompt) {
        return reader().read(record(partition, offset, prompt)).orElseThrow();
    }

    /** A policy that answers each request with tokens made of its seed. */
    public static class SeededPolicy implements HeldRollouts {
        @Override
        public SampledGroups sample(
                List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
            return groups(requests.stream()
                    .map(request -> new SampledGroup(
                            IntStream.range(0, settings.group())
                                    .mapToObj(index -> answer(Math.floorMod(request.seed() + index, 50), 1))
                                    .toList(),
                            Optional.empty()))
                    .toList());
        }

        @Override
        public void close() {}
    }

    /** Groups that took no time. */
    public static SampledGroups groups(List<SampledGroup> groups) {
        return new SampledGroups(groups, Duration.ZERO, Duration.ZERO);
    }

    /** An answer of version 5, of the same token twice. */
    public static SampledAnswer answer(int token, float probability) {
        float logProb = (float) Math.log(probability / 2);
        return new SampledAnswer(
                Tokens.of(token, token),
                TokenValues.of(logProb, logProb),
                Optional.of(TokenValues.of(0.1f, 0.1f)),
                TokenVersions.of(5, 5),
                "word " + token,
                FinishReason.END_OF_SEQUENCE);
    }
}
