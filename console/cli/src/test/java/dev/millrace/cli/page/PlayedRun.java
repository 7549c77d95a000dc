package dev.millrace.cli.page;

import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.StoreConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.HeldOutCount;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.servers.ServerReport;
import dev.millrace.schemas.topic.Topics;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The topics of a run as its roles would have left them, on a broker in this process. Used by one thread. */
final class PlayedRun implements AutoCloseable {

    static final RunId RUN = new RunId("played");

    private static final int PARTITIONS = 2;
    private static final List<String> CATEGORIES = List.of("color", "count", "position");

    private final LocalStack stack;
    private final KafkaConfig kafka;
    private final AvroSerdes serdes;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<Class<?>, Serializer<?>> serializers = new HashMap<>();
    private final Random random = new Random(7);
    private int groups;
    private int steps;
    private int totalSteps;

    /** The time of the records, in milliseconds since 1970; that of their sending if it is null. */
    private @Nullable Long at;

    PlayedRun(Path folder) {
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

    KafkaConnection connection() {
        return kafka.connection();
    }

    Topics topics() {
        return kafka.topics();
    }

    void flush() {
        producer.flush();
    }

    /** Steps, one a second, the last one now, each of eight groups of eight; and the windows that belong to them. */
    void history(int steps) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (int step = 1; step <= steps; step++) {
            step(step, now.minusSeconds(steps - step));
        }
        windows(steps, now);
        flush();
    }

    private void windows(int steps, Instant now) {
        long end = now.toEpochMilli() / 5000 * 5000;
        for (int part = 0; part < PARTITIONS; part++) {
            for (int i = steps / 5; i >= 0; i--) {
                Instant start = Instant.ofEpochMilli(end - i * 5000L);
                window(part, start, 5000, 160, 0.4 + 0.4 * (steps / 5.0 - i) / (steps / 5.0));
            }
            window(part, Instant.EPOCH, 0, steps * 32L, 0.6);
        }
    }

    /**
     * Steps, one a second, the last one now, each of two groups of four whose records lie in the log, with those metrics
     * that follow from them; and the windows that belong to them.
     */
    void tracedSteps(int number) throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (int step = 1; step <= number; step++) {
            List<TrainedGroup> trained = new ArrayList<>();
            double rewards = 0;
            double spread = 0;
            for (int group = 0; group < 2; group++) {
                Experience experience = traced(RUN + "/0/" + groups++, step + group, now);
                trained.add(new TrainedGroup(
                        experience.getGroupId(), PackedInts.of(0, 1, 2, 3).bytes()));
                rewards += experience.getRewardMean() / 2;
                spread += experience.getRewardStd() / 2;
            }
            Map<String, Double> metrics = Map.of(
                    "reward",
                    rewards,
                    "reward_std",
                    spread,
                    "rewards/accuracy/mean",
                    rewards,
                    "frac_reward_zero_std",
                    0.0,
                    "kl",
                    Math.pow(10, -step % 4),
                    "actor/lr",
                    1e-4,
                    "ratio/max",
                    1 + step / 10.0,
                    "perf/time_per_step",
                    0.9);
            steps = step;
            trained(step, trained, metrics, now.minusSeconds(number - step), 2L * step);
        }
        windows(number, now);
        flush();
    }

    private Experience traced(String id, int turn, Instant now) throws Exception {
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            Trajectory trajectory = sampled(id, index, prompt("what?", Task.UNDERSTANDING, null, null), now)
                    .setTokens(PackedInts.of(20, 21, 22, 23, 24, 25).bytes())
                    .setText("an answer")
                    .build();
            // From 0 to 3 tenths of the turn: no two steps have the same mean.
            credited.add(credited(trajectory, publish(trajectory), index * turn / 10.0, 6));
        }
        double mean = credited.stream()
                .mapToDouble(ExperienceTrajectory::getReward)
                .average()
                .orElseThrow();
        double squares = credited.stream()
                .mapToDouble(each -> Math.pow(each.getReward() - mean, 2))
                .sum();
        Experience experience = Experience.newBuilder(experience(id, credited, now))
                .setCategory(CATEGORIES.get(turn % CATEGORIES.size()))
                .setRewardMean(mean)
                .setRewardStd(Math.sqrt(squares / 3))
                .setCodeVersion("0.1.0 (played)")
                .build();
        send(topics().experience(), id, Experience.class, experience);
        return experience;
    }

    /** Trajectories of a group that nobody will train. */
    void dropped(String group, DropReason reason, String detail, int... indices) {
        Drop drop = Drop.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(group)
                .setIndices(PackedInts.of(indices).bytes())
                .setWholeGroup(false)
                .setReason(reason)
                .setDetail(detail)
                .setDroppedBy("streams")
                .setDroppedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
        send(topics().drops(), group, Drop.class, drop);
        flush();
    }

    /** The newest step of another run. */
    void otherRun(String run, int step, int ofAll, Instant at) {
        TrainingStep record = TrainingStep.newBuilder(record(step, List.of(), Map.of("reward", 0.25), at, 0))
                .setRunId(run)
                .setTotalSteps(ofAll)
                .build();
        send(topics().trainingSteps(), run, TrainingStep.class, record);
        flush();
    }

    private void window(int part, Instant start, int length, long published, double accuracy) {
        MetricWindow window = MetricWindow.newBuilder()
                .setRunId(RUN.value())
                .setPart(part)
                .setStart(start)
                .setLengthMs(length)
                .setFigures(Map.of(
                        "published", figure(published, 1),
                        "trained", figure(published - 8, 1),
                        "tokens", figure(published, 11),
                        "groups", figure(published / 8, 1),
                        "worker/worker-0", figure(published, 12),
                        "scores/accuracy/scored", figure(published, 1),
                        "latency_ms/accuracy", figure(published, 2),
                        "closed/complete", figure(published / 8, 1),
                        "headline/color", figure(100, accuracy)))
                .build();
        String name = length == 0 ? "total" : String.valueOf(start.toEpochMilli());
        send(topics().metrics(), RUN + "/" + part + "/" + name, MetricWindow.class, window);
    }

    /** What a worker says now of its servers, by {@code SERVER/FIGURE}. */
    void servers(String worker, Map<String, Double> figures) {
        ServerReport report = new ServerReport(worker, Instant.now(), figures);
        send(topics().metrics(), report.key(RUN), MetricWindow.class, report.record(RUN, 5_000));
        flush();
    }

    private static MetricFigure figure(long count, double mean) {
        return new MetricFigure(count, count * mean, mean, mean);
    }

    /** One step more, now, which is the last one that its learner is to make. */
    void lastStep() {
        totalSteps = steps + 1;
        nextStep();
        totalSteps = 0;
    }

    /** A record in a transaction of its own, whose mark follows it, on the topic of experience. */
    void transaction() {
        try (KafkaProducer<String, byte[]> own = new KafkaProducer<>(
                kafka.connection().transactionalProducer("played", "played"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            own.initTransactions();
            own.beginTransaction();
            var unused = own.send(new ProducerRecord<>(topics().experience(), "none", null));
            own.commitTransaction();
        }
    }

    /** One step more, now. */
    void nextStep() {
        step(steps + 1, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        flush();
    }

    private void step(int step, Instant at) {
        steps = step;
        double progress = 1 - Math.exp(-step / 900.0);
        Map<String, Double> metrics = Map.ofEntries(
                Map.entry("reward", 0.4 + 0.5 * progress + noise(0.03)),
                Map.entry("reward_std", 0.35 - 0.1 * progress + noise(0.01)),
                Map.entry("frac_reward_zero_std", 0.2 + noise(0.02)),
                Map.entry("rewards/accuracy/mean", 0.33 + 0.4 * progress + noise(0.03)),
                Map.entry("rewards/format/mean", 0.9 + 0.08 * progress + noise(0.01)),
                Map.entry("kl", 0.02 * progress + Math.abs(noise(0.001))),
                Map.entry("entropy", 0.6 - 0.2 * progress + noise(0.01)),
                Map.entry("clip_ratio/low", Math.abs(noise(0.004))),
                Map.entry("clip_ratio/high", Math.abs(noise(0.004))),
                Map.entry("actor/grad_norm", 0.8 + noise(0.1)),
                Map.entry("actor/lr", 1e-4),
                Map.entry("staleness/avg", 0.6 + Math.abs(noise(0.2))),
                Map.entry("staleness/max", 2.0),
                Map.entry("completions/mean_length", 11 + noise(0.4)),
                Map.entry("perf/time_per_step", 0.9 + Math.abs(noise(0.1))),
                Map.entry("timing_s/publish", 0.02 + Math.abs(noise(0.002))));
        List<TrainedGroup> trained = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            trained.add(new TrainedGroup(
                    RUN + "/0/" + (step * 8 + i),
                    PackedInts.of(0, 1, 2, 3, 4, 5, 6, 7).bytes()));
        }
        trained(step, trained, metrics, at);
    }

    /** A step that trains all of these groups of four. */
    void trained(int step, List<String> groupIds) {
        List<TrainedGroup> trained = groupIds.stream()
                .map(id -> new TrainedGroup(id, PackedInts.of(0, 1, 2, 3).bytes()))
                .toList();
        trained(step, trained, Map.of("reward", 0.5), Instant.EPOCH);
    }

    private void trained(int step, List<TrainedGroup> trained, Map<String, Double> metrics, Instant at) {
        trained(step, trained, metrics, at, step * 8L);
    }

    private void trained(
            int step, List<TrainedGroup> trained, Map<String, Double> metrics, Instant at, long nextOffset) {
        send(topics().trainingSteps(), RUN.value(), TrainingStep.class, record(step, trained, metrics, at, nextOffset));
    }

    private TrainingStep record(
            int step, List<TrainedGroup> trained, Map<String, Double> metrics, Instant at, long nextOffset) {
        return TrainingStep.newBuilder()
                .setRunId(RUN.value())
                .setStep(step)
                .setGroups(trained)
                .setWeightsSha256("0".repeat(64))
                .setNextOffset(nextOffset)
                .setSettledGroups(step * 8L)
                .setMetrics(metrics)
                .setTrainedAt(at)
                .setTotalSteps(totalSteps)
                .build();
    }

    /** What an evaluator found of a version, which is of the step of that number. */
    void judged(String evaluator, int version, int right, int all) {
        HeldOutResult record = HeldOutResult.newBuilder()
                .setRunId(RUN.value())
                .setEvaluator(evaluator)
                .setTermsSha256("0".repeat(64))
                .setVersion(version)
                .setStep(version)
                .setWeightsSha256("0".repeat(64))
                .setValue((double) right / all)
                .setCategories(List.of(new HeldOutCount("understanding", "count", right, all)))
                .setPassedOver(PackedInts.of(version - 1).bytes())
                .setPublishedAt(Instant.EPOCH)
                .setEvaluatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setDurationMs(2_500)
                .build();
        send(topics().evaluations(), RUN.value(), HeldOutResult.class, record);
    }

    private double noise(double size) {
        return random.nextGaussian() * size;
    }

    /** A scored and closed group of answers about an image, with S and S'. Gives its id. */
    String answers(String text, String imageHash) throws Exception {
        String id = RUN + "/0/" + groups++;
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        int[] tokens = {20, 21, 22, 23, 24, 25};
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            double accuracy = index % 2;
            Trajectory trajectory = sampled(id, index, prompt(text, Task.UNDERSTANDING, imageHash, null), now)
                    .setTokens(PackedInts.of(tokens).bytes())
                    .setText("an answer")
                    .setDependency(VisualDependency.newBuilder()
                            .setStrong(PackedFloats.of(0.1f, 1.9f, 0.02f, 0.7f, 0.3f, 0.01f)
                                    .bytes())
                            .setWeak(PackedFloats.of(0.05f, 0.2f, 0.01f, 0.6f, 0.1f, 0.01f)
                                    .bytes())
                            .setEstimator("full_vocabulary")
                            .setMaskSeed(1L)
                            .setMaskProbability(0.5f)
                            .setNoiseSigma(0.05f)
                            .setPolicyVersion(11)
                            .build())
                    .build();
            score(id, index, "accuracy", accuracy, null);
            credited.add(ExperienceTrajectory.newBuilder(credited(trajectory, publish(trajectory), accuracy, 6))
                    .setRobustDependency(
                            PackedFloats.of(0.05f, 1f, 0.01f, 0.1f, 0.18f, 0f).bytes())
                    .build());
        }
        close(id, credited, now);
        return id;
    }

    /** A scored and closed group of drawn images with marks of rules. Gives its id. */
    String drawings(String text) throws Exception {
        String id = RUN + "/1/" + groups++;
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            byte[] drawn = picture(index);
            boolean right = index % 3 == 0;
            Trajectory trajectory = sampled(id, index, prompt(text, Task.GENERATION, null, "{\"include\":[]}"), now)
                    .setTokens(ByteBuffer.allocate(0))
                    .setText("")
                    .setImage(new ImageRef(image(drawn, "image/png"), "image/png"))
                    .setFlow(FlowTrace.newBuilder()
                            .setTimes(
                                    PackedFloats.of(1f, 0.75f, 0.5f, 0.25f, 0f).bytes())
                            .setWindowBegin(1)
                            .setLatentTokens(1)
                            .setLatentSize(1)
                            .setLatents(PackedFloats.of(0f, 0f, 0f).bytes())
                            .setNoiseLevel(0.7f)
                            .build())
                    .build();
            score(
                    id,
                    index,
                    "instruction",
                    right ? 1 : 0,
                    "[{\"rule\":\"include[0].count\",\"asked\":\"1 of circle\",\"found\":1,\"credit\":1.0,\"holds\":true},"
                            + "{\"rule\":\"include[0].color\",\"asked\":\"1 of red circle\",\"found\":"
                            + (right ? 1 : 0) + ",\"credit\":" + (right ? "1.0" : "0.0") + ",\"holds\":" + right
                            + "}]");
            credited.add(credited(trajectory, publish(trajectory), right ? 1 : 0, 2));
        }
        close(id, credited, now);
        return id;
    }

    private Trajectory.Builder sampled(String group, int index, Prompt prompt, Instant now) {
        return Trajectory.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(group)
                .setIndex(index)
                .setGroupSize(4)
                .setPrompt(prompt)
                .setPromptTokens(PackedInts.of(1, 2, 3).bytes())
                .setLogprobs(PackedFloats.of(-0.1f, -0.2f, -0.3f, -0.1f, -0.9f, -0.1f)
                        .bytes())
                .setEntropies(
                        PackedFloats.of(0.1f, 0.9f, 0.3f, 0.1f, 1.2f, 0.1f).bytes())
                .setPolicyVersions(PackedInts.of(11, 11, 11, 11, 12, 12).bytes())
                .setFinishReason(FinishReason.EOS)
                .setSeed(5L)
                .setWorker("worker-0")
                .setSampledAt(now);
    }

    private static Prompt prompt(String text, Task task, @Nullable String image, @Nullable String rules) {
        return Prompt.newBuilder()
                .setRunId(RUN.value())
                .setPromptId("p")
                .setTask(task)
                .setText(text)
                .setImages(image == null ? List.of() : List.of(new ImageRef(image, "text/html")))
                .setReference("red")
                .setRules(rules)
                .setCategory(CATEGORIES.get(0))
                .build();
    }

    private ExperienceTrajectory credited(Trajectory trajectory, LogPosition source, double reward, int length) {
        double advantage = reward > 0 ? 0.87 : -0.87;
        float[] shaped = new float[length];
        for (int i = 0; i < length; i++) {
            shaped[i] = (float) advantage * (i == 1 ? 2 : 1);
        }
        return ExperienceTrajectory.newBuilder()
                .setIndex(trajectory.getIndex())
                .setSource(source)
                .setLength(length)
                .setMinVersion(11)
                .setMaxVersion(12)
                .setComponents(Map.of("accuracy", reward))
                .setReward(reward)
                .setAdvantage(advantage)
                .setTokenAdvantages(PackedFloats.of(shaped).bytes())
                .build();
    }

    private void close(String group, List<ExperienceTrajectory> credited, Instant now) {
        send(topics().experience(), group, Experience.class, experience(group, credited, now));
        flush();
    }

    private static Experience experience(String group, List<ExperienceTrajectory> credited, Instant now) {
        return Experience.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(group)
                .setPromptId("p")
                .setCategory("color")
                .setGroupSize(4)
                .setTrajectories(credited)
                .setClosed(CloseReason.COMPLETE)
                .setEstimator("grpo")
                .setReshaper("prpo")
                .setRewardMean(0.5)
                .setRewardStd(0.577)
                .setOpenedAt(now)
                .setClosedAt(now.plusMillis(180))
                .build();
    }

    private void score(String group, int index, String scorer, double value, @Nullable String detail) {
        Score score = Score.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(group)
                .setIndex(index)
                .setScorer(scorer)
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(value)
                .setScoredAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setLatencyMs(3)
                .setDetail(detail)
                .build();
        send(topics().scores(), group, Score.class, score);
    }

    /** A group that nobody closes, as an event for those who count. */
    void openGroup(int number) {
        sampled(RUN + "/0/open-" + number, "accuracy");
    }

    /** A group as a worker and the scorers of texts leave it: four trajectories, two of which are right. */
    String scoredGroup(int number) {
        String id = RUN + "/0/" + number;
        sampled(id, "accuracy", "format");
        return id;
    }

    private void sampled(String id, String... scorers) {
        Prompt prompt = prompt("what?", Task.UNDERSTANDING, null, null);
        for (int i = 0; i < 4; i++) {
            Trajectory trajectory = sampled(id, i, prompt, Instant.now().truncatedTo(ChronoUnit.MILLIS))
                    .setTokens(PackedInts.of(20, 21, 22, 23, 24, 25).bytes())
                    .setText("an answer")
                    .build();
            send(topics().trajectories(), id, Trajectory.class, trajectory);
            for (String scorer : scorers) {
                score(id, i, scorer, (id.hashCode() + i) & 1, null);
            }
        }
    }

    /** The groups of those steps, eight in each, with their trajectories and scores, as old as the steps. */
    void oldGroups(int steps) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (int step = 1; step <= steps; step++) {
            at = now.minusSeconds(steps - step).toEpochMilli();
            for (int i = 0; i < 8; i++) {
                String id = RUN + "/0/" + (step * 8 + i);
                sampled(id, "accuracy");
                List<ExperienceTrajectory> credited = new ArrayList<>();
                for (int index = 0; index < 4; index++) {
                    Trajectory trajectory = sampled(id, index, prompt("what?", Task.UNDERSTANDING, null, null), now)
                            .setTokens(ByteBuffer.allocate(0))
                            .setText("")
                            .build();
                    credited.add(credited(trajectory, new LogPosition(0, (long) index), index % 2, 6));
                }
                send(topics().experience(), id, Experience.class, experience(id, credited, Instant.ofEpochMilli(at)));
            }
        }
        at = null;
        flush();
    }

    private LogPosition publish(Trajectory trajectory) throws Exception {
        RecordMetadata stored = producer.send(new ProducerRecord<>(
                        topics().trajectories(),
                        trajectory.getGroupId(),
                        bytes(topics().trajectories(), Trajectory.class, trajectory)))
                .get();
        return new LogPosition(stored.partition(), stored.offset());
    }

    /** Publishes an image, whatever it says it is; gives its hash. */
    String image(byte[] bytes, String mediaType) throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        send(
                topics().images(),
                hash,
                ImageBlob.class,
                new ImageBlob(RUN.value(), hash, mediaType, ByteBuffer.wrap(bytes), null, 0L));
        return hash;
    }

    static byte[] picture(int number) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(236, 238, 242));
        pen.fillRect(0, 0, 32, 32);
        pen.setColor(number % 3 == 0 ? new Color(200, 40, 40) : new Color(40, 80, 200));
        pen.fillOval(6 + number, 6, 16, 16);
        pen.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private <T extends SpecificRecord> void send(String topic, String key, Class<T> type, T value) {
        var unused = producer.send(new ProducerRecord<>(topic, null, at, key, bytes(topic, type, value)));
    }

    private <T extends SpecificRecord> byte[] bytes(String topic, Class<T> type, T value) {
        @SuppressWarnings("unchecked") // made for this type below
        Serializer<T> serializer = (Serializer<T>) serializers.computeIfAbsent(type, any -> serdes.serializer(type));
        return serializer.serialize(topic, value);
    }

    @Override
    public void close() {
        producer.close();
        stack.close();
    }
}
