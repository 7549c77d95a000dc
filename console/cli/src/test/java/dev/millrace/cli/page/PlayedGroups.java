package dev.millrace.cli.page;

import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Groups of a played run whose ids name where their prompts lie, as in a run. Used by one thread. */
final class PlayedGroups implements AutoCloseable {

    private final PlayedRun played;
    private final AvroSerdes serdes;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<Class<?>, Serializer<?>> serializers = new HashMap<>();
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3_600);
    private int groups;

    PlayedGroups(PlayedRun played) {
        this.played = played;
        this.serdes = new AvroSerdes(played.connection());
        this.producer = new KafkaProducer<>(
                played.connection().producer("played-groups"), new StringSerializer(), new ByteArraySerializer());
    }

    static Prompt prompt(String id, String category, String text, List<String> images) {
        return Prompt.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setPromptId(id)
                .setTask(Task.UNDERSTANDING)
                .setText(text)
                .setImages(images.stream()
                        .map(hash -> new ImageRef(hash, "image/png"))
                        .toList())
                .setReference("3")
                .setCategory(category)
                .build();
    }

    /** A group that was answered and closed, one second after the last one. Gives its id. */
    String closed(Prompt prompt, int version, String[] answers, double... rewards) throws Exception {
        String id = asked(prompt);
        Instant at = begin.plusSeconds(++groups);
        double mean = 0;
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (int i = 0; i < rewards.length; i++) {
            mean += rewards[i] / rewards.length;
        }
        double squares = 0;
        for (int i = 0; i < rewards.length; i++) {
            squares += (rewards[i] - mean) * (rewards[i] - mean);
            credited.add(
                    credited(id, i, rewards.length, prompt, version, answers[i], rewards[i], rewards[i] - mean, at));
        }
        Experience experience = Experience.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(id)
                .setPromptId(prompt.getPromptId())
                .setCategory(prompt.getCategory())
                .setGroupSize(rewards.length)
                .setTrajectories(credited)
                .setClosed(CloseReason.COMPLETE)
                .setEstimator("grpo")
                .setReshaper("none")
                .setRewardMean(mean)
                .setRewardStd(Math.sqrt(squares / Math.max(1, rewards.length - 1)))
                .setOpenedAt(at.minusMillis(500))
                .setClosedAt(at)
                .build();
        send(played.topics().experience(), id, Experience.class, experience);
        return id;
    }

    /** A group that was answered, and dropped as a whole. Gives its id. */
    String dropped(Prompt prompt, DropReason reason, String detail, String... answers) throws Exception {
        String id = asked(prompt);
        Instant at = begin.plusSeconds(++groups);
        int[] indices = new int[answers.length];
        for (int i = 0; i < answers.length; i++) {
            indices[i] = i;
            var unused = publish(sampled(id, i, answers.length, prompt, 3, answers[i], at));
        }
        Drop drop = Drop.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(id)
                .setIndices(PackedInts.of(indices).bytes())
                .setWholeGroup(true)
                .setReason(reason)
                .setDetail(detail)
                .setDroppedBy("streams")
                .setDroppedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
        send(played.topics().drops(), id, Drop.class, drop);
        return id;
    }

    void flush() {
        producer.flush();
    }

    private String asked(Prompt prompt) throws Exception {
        RecordMetadata stored = stored(played.topics().prompts(), prompt.getPromptId(), Prompt.class, prompt);
        return PlayedRun.RUN + "/" + stored.partition() + "/" + stored.offset();
    }

    private ExperienceTrajectory credited(
            String id,
            int index,
            int size,
            Prompt prompt,
            int version,
            String answer,
            double reward,
            double advantage,
            Instant at)
            throws Exception {
        LogPosition source = publish(sampled(id, index, size, prompt, version, answer, at));
        Score score = Score.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(id)
                .setIndex(index)
                .setScorer("accuracy")
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(reward)
                .setScoredAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
        send(played.topics().scores(), id, Score.class, score);
        float[] advantages = new float[answer.split(" ").length];
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] = (float) (advantage * (i + 1) / advantages.length);
        }
        return ExperienceTrajectory.newBuilder()
                .setIndex(index)
                .setSource(source)
                .setLength(advantages.length)
                .setMinVersion(version)
                .setMaxVersion(version)
                .setComponents(Map.of("accuracy", reward))
                .setReward(reward)
                .setAdvantage(advantage)
                .setTokenAdvantages(PackedFloats.of(advantages).bytes())
                .build();
    }

    private static Trajectory sampled(
            String id, int index, int size, Prompt prompt, int version, String answer, Instant at) {
        int tokens = answer.split(" ").length;
        int[] ids = new int[tokens];
        float[] logProbs = new float[tokens];
        int[] versions = new int[tokens];
        for (int i = 0; i < tokens; i++) {
            ids[i] = 20 + Math.floorMod(answer.split(" ")[i].hashCode(), 100);
            logProbs[i] = -0.1f * (i + 1);
            versions[i] = version;
        }
        return Trajectory.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setGroupId(id)
                .setIndex(index)
                .setGroupSize(size)
                .setPrompt(prompt)
                .setPromptTokens(PackedInts.of(1, 2).bytes())
                .setTokens(PackedInts.of(ids).bytes())
                .setText(answer)
                .setLogprobs(PackedFloats.of(logProbs).bytes())
                .setEntropies(PackedFloats.of(logProbs).bytes())
                .setPolicyVersions(PackedInts.of(versions).bytes())
                .setFinishReason(FinishReason.EOS)
                .setSeed(1L)
                .setWorker("worker-0")
                .setSampledAt(at)
                .build();
    }

    private LogPosition publish(Trajectory trajectory) throws Exception {
        RecordMetadata stored =
                stored(played.topics().trajectories(), trajectory.getGroupId(), Trajectory.class, trajectory);
        return new LogPosition(stored.partition(), stored.offset());
    }

    private <T extends SpecificRecord> RecordMetadata stored(String topic, String key, Class<T> type, T value)
            throws Exception {
        return producer.send(new ProducerRecord<>(topic, key, bytes(topic, type, value)))
                .get();
    }

    private <T extends SpecificRecord> void send(String topic, String key, Class<T> type, T value) {
        var unused = producer.send(new ProducerRecord<>(topic, key, bytes(topic, type, value)));
    }

    private <T extends SpecificRecord> byte[] bytes(String topic, Class<T> type, T value) {
        @SuppressWarnings("unchecked") // made for this type below
        Serializer<T> serializer = (Serializer<T>) serializers.computeIfAbsent(type, any -> serdes.serializer(type));
        return serializer.serialize(topic, value);
    }

    @Override
    public void close() {
        producer.close();
    }
}
