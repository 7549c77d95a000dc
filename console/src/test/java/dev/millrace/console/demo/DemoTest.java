package dev.millrace.console.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.console.audit.AuditReport;
import dev.millrace.console.audit.check.AuditSettings;
import dev.millrace.console.audit.evidence.TopicScan;
import dev.millrace.console.config.MillraceConfig;
import dev.millrace.console.data.DrawingItems;
import dev.millrace.console.data.DrawingPrompts;
import dev.millrace.console.data.EvaluationItems;
import dev.millrace.console.data.FeedEntries;
import dev.millrace.console.data.ScenePrompts;
import dev.millrace.console.inspect.GroupImages;
import dev.millrace.console.inspect.GroupRecords;
import dev.millrace.console.inspect.SeenGroup;
import dev.millrace.console.role.RoleFailedException;
import dev.millrace.console.role.StopSignal;
import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.policy.checkpoint.SavedModel;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.model.DrawingConfig;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop, small: every role in this process, against a broker in this process. */
@Timeout(300)
class DemoTest {

    private static final Topics TOPICS = new Topics("millrace.");

    @TempDir
    private Path temporary;

    private final StringWriter written = new StringWriter();

    private static PolicyConfig architecture() {
        return PolicyConfig.base(WordTokenizer.builtIn().vocabularySize());
    }

    private static SavedModel untrainedPolicy(PolicyConfig architecture) {
        try (PolicyWeights weights = PolicyWeights.initialize(architecture, 7)) {
            return SavedModel.of(weights);
        }
    }

    private static MillraceConfig settings(String... overrides) {
        return MillraceConfig.loader()
                .load(
                        List.of(
                                "learner.total_steps=2",
                                "learner.batch_groups=4",
                                "worker.group_size=4",
                                "worker.batch_prompts=4"),
                        Optional.empty(),
                        List.of(overrides));
    }

    private Optional<DemoReport> run(StopSignal signal, String... overrides) throws InterruptedException {
        MillraceConfig settings = settings(overrides);
        try (DemoFolder folder = DemoFolder.claim(temporary.resolve("demo"))) {
            DemoData data = new DemoData(
                    FeedEntries.of(ScenePrompts.training(1, 32)), EvaluationItems.of(ScenePrompts.heldOut(14)));
            return new Demo(
                            settings.within(folder.checkpoints(), folder.streamsState()),
                            folder,
                            data,
                            new DemoConsole(new PrintWriter(written), false, 80),
                            signal,
                            true,
                            Clock.systemUTC())
                    .run(untrainedPolicy(architecture()));
        }
    }

    @Test
    void shouldTrainAndAccountForEveryTrajectory() throws Exception {
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(30))) {
            // When
            DemoReport report = run(signal).orElseThrow();

            // Then
            assertThat(report.steps()).isEqualTo(2);
            assertThat(report.accounting().imbalance()).isZero();
            assertThat(report.accounting().trained()).isEqualTo(2 * 4 * 4);
            long dropped = report.accounting().dropped().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(report.accounting().published())
                    .isEqualTo(
                            report.accounting().trained() + report.accounting().pending() + dropped);
            assertThat(report.weights().published()).isEqualTo(3);
            assertThat(report.after().understanding().categories()).hasSize(7);
            assertThat(temporary.resolve("demo/report.json")).exists();
            assertThat(temporary.resolve("demo/demo.state")).hasContent("finished");
            assertThat(written.toString()).contains("before    after", "overall", "live page at http://127.0.0.1:");
            assertThat(temporary.resolve("demo/metrics.jsonl")).content().hasLineCount(2);
            assertThat(temporary.resolve("demo/tensorboard")).isDirectoryContaining("glob:**.tfevents.*");
            shouldPassAnAuditUntilItIsTamperedWith();
        }
    }

    /** The audit of what the demo has left, on a broker of its own. */
    private void shouldPassAnAuditUntilItIsTamperedWith() throws Exception {
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(temporary.resolve("demo/data")))) {
            // Given the sound run
            AuditReport sound = audit(stack.connection());
            assertThat(sound.checks()).filteredOn(check -> !check.holds()).isEmpty();
            assertThat(sound.accounting().trained()).isEqualTo(2 * 4 * 4);
            assertThat(sound.checks()).filteredOn(check -> check.examined() > 0).hasSizeGreaterThan(12);

            // When its last step stands in the log twice
            republishLastStep(stack.connection());

            // Then the audit names what was trained twice
            AuditReport tampered = audit(stack.connection());
            assertThat(tampered.holds()).isFalse();
            assertThat(tampered.checks())
                    .filteredOn(check -> check.name().equals("trained-once"))
                    .allSatisfy(check -> assertThat(check.breachCount()).isEqualTo(4 * 4));
        }
    }

    private static AuditReport audit(KafkaConnection connection) {
        MillraceConfig settings = MillraceConfig.defaults();
        return AuditReport.of(
                new TopicScan(connection, TOPICS, settings.run().id(), topic -> {}).gather(),
                new AuditSettings(settings.credit(), settings.assembly(), 4, 1, false));
    }

    private static void republishLastStep(KafkaConnection connection) throws Exception {
        TopicPartition partition = new TopicPartition(TOPICS.trainingSteps(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        connection.consumer("test"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        connection.producer("test"), new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> steps = new ArrayList<>();
            while (steps.size() < 2) {
                consumer.poll(Duration.ofMillis(200)).forEach(steps::add);
            }
            producer.send(new ProducerRecord<>(
                            partition.topic(), steps.get(1).key(), steps.get(1).value()))
                    .get();
        }
    }

    @Test
    void shouldReshapeAndSayHow() throws Exception {
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(30))) {
            // When an untrained policy, which depends on the image but little, is trained with no floor
            DemoReport report = run(signal, "reshaping.method=prpo", "reshaping.prpo.min_dependency=0")
                    .orElseThrow();

            // Then
            assertThat(report.reshaping().method()).isEqualTo("prpo");
            assertThat(report.reshaping().meanWeight()).isGreaterThan(1);
            assertThat(report.reshaping().amplifiedShare()).isBetween(0.0, 1.0);
            assertThat(report.reshaping().dependencyCost()).isPositive();
            assertThat(report.accounting().imbalance()).isZero();
        }
        // And its groups can be looked at afterwards, from the data it left
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(temporary.resolve("demo/data")))) {
            GroupId group = GroupId.of(new RunId("demo"), 0, 0);
            Topics topics = MillraceConfig.defaults().kafka().topics();
            GroupRecords records = GroupRecords.find(stack.connection(), topics, group, Clock.systemUTC());
            assertThat(records.trajectories()).hasSize(4);
            assertThat(records.experience()).isPresent();
            SeenGroup seen = records.seen(group, token -> "w" + token);
            assertThat(seen.reshaper()).contains("prpo");
            assertThat(seen.responses().get(0).tokens().get(0).strong()).isPresent();
            assertThat(GroupImages.write(stack.connection(), topics, seen, temporary.resolve("images")))
                    .singleElement()
                    .satisfies(file ->
                            assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(32));
        }
    }

    @Test
    void shouldTrainAnswersAndImagesTogether() throws InterruptedException {
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(30));
                DemoFolder folder = DemoFolder.claim(temporary.resolve("demo"))) {
            // Given
            List<DatasetEntry> training = new ArrayList<>(ScenePrompts.training(1, 16));
            training.addAll(DrawingPrompts.training(1, 16));
            DemoData data = new DemoData(
                    FeedEntries.of(training),
                    EvaluationItems.of(ScenePrompts.heldOut(7)),
                    DrawingItems.of(DrawingPrompts.heldOut(1)));

            // When
            DemoReport report = new Demo(
                            settings().within(folder.checkpoints(), folder.streamsState()),
                            folder,
                            data,
                            new DemoConsole(new PrintWriter(written), false, 80),
                            signal,
                            false,
                            Clock.systemUTC())
                    .run(untrainedPolicy(architecture().withDrawing(new DrawingConfig(16, 16, null))))
                    .orElseThrow();

            // Then
            assertThat(report.accounting().imbalance()).isZero();
            assertThat(report.accounting().trained()).isPositive();
            assertThat(report.throughput().imagesPerSecond()).isPositive();
            assertThat(report.after()).isInstanceOfSatisfying(DemoReport.Abilities.class, abilities -> {
                assertThat(abilities.generation().categories()).hasSize(6);
                assertThat(abilities.knowledge().categories()).hasSize(6);
                assertThat(abilities.editing().categories()).hasSize(4);
            });
            assertThat(temporary.resolve("demo/contact-sheet.png")).exists();
            assertThat(written.toString()).contains("generation", "images/s sampled");
        }
    }

    @Test
    void shouldStopWhenItIsAskedTo() throws InterruptedException {
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(30))) {
            // Given
            signal.request();

            // When
            Optional<DemoReport> report = run(signal);

            // Then
            assertThat(report).isEmpty();
            assertThat(temporary.resolve("demo/report.json")).doesNotExist();
            assertThat(temporary.resolve("demo/demo.state")).hasContent("stopped");
        }
    }

    @Test
    void shouldEndWithTheCauseWhenARoleFails() {
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(30))) {
            Assertions.assertThatThrownBy(() -> run(signal, "worker.max_response_tokens=4000"))
                    .isInstanceOf(RoleFailedException.class)
                    .hasMessageStartingWith("worker-0 failed: max_response_tokens is 4000");
        }
        assertThat(temporary.resolve("demo/report.json")).doesNotExist();
    }
}
