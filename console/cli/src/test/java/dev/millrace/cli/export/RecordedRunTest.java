package dev.millrace.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.audit.AuditReport;
import dev.millrace.cli.CommandRun;
import dev.millrace.cli.audit.RunAudit;
import dev.millrace.cli.data.EvaluationItems;
import dev.millrace.cli.data.FeedEntries;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.demo.DemoData;
import dev.millrace.cli.demo.DemoReport;
import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.monitoring.inspect.GroupImages;
import dev.millrace.monitoring.inspect.GroupLookup;
import dev.millrace.monitoring.inspect.SeenGroup;
import dev.millrace.monitoring.inspect.SeenGroups;
import dev.millrace.monitoring.metrics.MetricWords;
import dev.millrace.monitoring.metrics.StepLine;
import dev.millrace.replay.export.ExportState;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small demo with token credit: what it says and leaves; then, as a run that is over, audited, exported, verified, replayed, compared, shown, and trained on again. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RecordedRunTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Topics TOPICS = new Topics("millrace.");
    private static final String PYTHON = System.getenv().getOrDefault("MILLRACE_TEST_PYTHON", "python3");

    private static final Path PACKAGE = Path.of(System.getProperty("millrace.root"), "schemas", "python");

    @TempDir
    private static Path folder;

    @TempDir
    private Path scratch;

    private static RecordedRun recorded;
    private static Path lines;
    private static Path container;
    private static Path copied;
    private static CommandRun exported;

    @BeforeAll
    static void record() throws IOException, InterruptedException {
        recorded = RecordedRun.record(
                folder,
                new DemoData(
                        FeedEntries.of(ScenePrompts.ONE_SIZE.training(1, 32)),
                        EvaluationItems.of(ScenePrompts.ONE_SIZE.heldOut(14))),
                // An untrained policy depends on the image but little: no floor.
                "reshaping.method=prpo",
                "reshaping.prpo.min_dependency=0");
        lines = folder.resolve("groups.jsonl");
        container = folder.resolve("groups.avro");
        exported = recorded.alone("export", "-o", lines.toString(), "-o", container.toString());
        copied = copy(recorded.demo().resolve("data"), folder.resolve("copy"));
        recorded.serve();
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    @AfterAll
    static void stop() {
        recorded.close();
    }

    private static CommandRun run(String... arguments) {
        return recorded.run(arguments);
    }

    @Test
    void shouldTrainAndAccountForEveryTrajectory() {
        DemoReport report = recorded.report();
        DemoReport.Account accounting = report.accounting();
        assertThat(report.steps()).isEqualTo(2);
        assertThat(accounting.imbalance()).isZero();
        assertThat(accounting.trained()).isEqualTo(2 * 4 * 4);
        long dropped = accounting.dropped().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertThat(accounting.published()).isEqualTo(accounting.trained() + accounting.pending() + dropped);
        assertThat(report.weights().published()).isEqualTo(3);
        assertThat(report.after().understanding().categories()).hasSize(7);
        assertThat(recorded.demo().resolve("report.json")).exists();
        assertThat(recorded.demo().resolve("demo.state")).hasContent("finished");
        assertThat(recorded.said()).contains("before    after", "overall");
        assertThat(recorded.said())
                .as("the page is there before anything takes long")
                .containsSubsequence("live page at http://127.0.0.1:", "before training", " of 2");
        assertThat(recorded.demo().resolve("metrics.jsonl")).content().hasLineCount(2);
        assertThat(recorded.demo().resolve("tensorboard")).isDirectoryContaining("glob:**.tfevents.*");
    }

    @Test
    void shouldSayWhatEachOfItsMetricsIs() throws IOException {
        assertThat(Files.readAllLines(recorded.demo().resolve("metrics.jsonl")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(StepLine.parse(line).metrics().keySet())
                        .allSatisfy(name ->
                                assertThat(MetricWords.of(name)).as(name).isPresent()));
    }

    @Test
    void shouldReshapeAndSayHow() throws IOException {
        DemoReport.Reshaping reshaping = recorded.report().reshaping();
        assertThat(reshaping.method()).isEqualTo("prpo");
        assertThat(reshaping.meanWeight()).isGreaterThan(1);
        assertThat(reshaping.amplifiedShare()).isBetween(0.0, 1.0);
        assertThat(reshaping.dependencyCost()).isPositive();

        // And its groups can be looked at afterwards
        GroupId group = trained();
        LoggedGroup records = GroupLookup.find(recorded.connection(), TOPICS, group);
        assertThat(records.getTrajectories()).hasSize(4);
        assertThat(records.getExperience()).isNotNull();
        SeenGroup seen = SeenGroups.of(records, tokens -> Arrays.stream(tokens.toArray())
                .mapToObj(token -> "w" + token)
                .toList());
        assertThat(seen.reshaper()).contains("prpo");
        assertThat(seen.responses().get(0).tokens().get(0).strong()).isPresent();
        assertThat(GroupImages.write(recorded.connection(), TOPICS, seen, scratch.resolve("images")))
                .singleElement()
                .satisfies(file ->
                        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(32));
    }

    /** A group that became experience. */
    private static GroupId trained() throws IOException {
        for (String line : Files.readAllLines(lines)) {
            JsonNode group = JSON.readTree(line);
            if (group.hasNonNull("experience")) {
                return new GroupId(group.get("group_id").asText());
            }
        }
        throw new AssertionError("no group of the run was trained");
    }

    @Test
    void shouldPassAnAuditUntilItIsTamperedWith() throws Exception {
        // Given the sound run, on a copy of its topics
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(copied))) {
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
        MillraceConfig settings =
                MillraceConfig.loader().load(Optional.of(recorded.demo().resolve("config.yaml")), List.of());
        return RunAudit.of(settings, connection, false);
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
    void shouldExportEveryPublishedTrajectoryAndItsImages() throws IOException {
        assertThat(exported.exitCode()).as(exported.err()).isZero();
        List<String> groups = Files.readAllLines(lines);
        long trajectories = 0;
        for (String line : groups) {
            JsonNode group = JSON.readTree(line);
            trajectories += group.get("trajectories").size();
            for (JsonNode image : group.get("prompt").get("images")) {
                assertThat(folder.resolve(image.get("file").asText())).isRegularFile();
            }
        }
        assertThat(trajectories).isEqualTo(recorded.report().accounting().published());
        assertThat(exported.out())
                .contains(groups.size() + " groups of run demo with " + trajectories + " trajectories")
                .contains(" 0 of them unreadable");
        CommandRun again = run("export", "-o", lines.toString(), "-o", container.toString());
        assertThat(again.out()).contains(groups.size() + " groups of run demo with " + trajectories);
    }

    @Test
    void shouldVerifyTopicsAndFilesBitByBit() throws IOException {
        CommandRun topics = run("replay", "--topics", "--verify");
        assertThat(topics.out()).contains(" groups, bitwise equal");
        assertThat(topics.exitCode()).isZero();
        for (Path file : List.of(lines, container)) {
            assertThat(run("replay", "-i", file.toString(), "--verify").exitCode())
                    .isZero();
        }
    }

    @Test
    void shouldCatchAFlippedBitInAFile() throws IOException {
        // Given a file in which one score is another by its last bit
        List<String> groups = new ArrayList<>(Files.readAllLines(lines));
        JsonNode group = JSON.readTree(groups.get(0));
        groups.set(
                0,
                groups.get(0).replaceFirst("\"scores\":\\{\"accuracy\":[0-9.]+", "\"scores\":{\"accuracy\":4.9E-324"));
        Path flipped = scratch.resolve("flipped.jsonl");
        Files.write(flipped, groups);

        // When it is verified
        CommandRun run = run("replay", "-i", flipped.toString(), "--verify");

        // Then the group is named
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("differs: " + group.get("group_id").asText());
    }

    @Test
    void shouldGoOnWithAnExportThatWasStopped() throws IOException {
        // Given an export that was killed behind its third group, with more in the file than it knew
        Path output = scratch.resolve("groups.jsonl");
        assertThat(run("export", "-o", output.toString()).exitCode()).isZero();
        List<String> whole = Files.readAllLines(output);
        ExportState done = ExportState.read(output).orElseThrow();
        long length = String.join("\n", whole.subList(0, 3)).getBytes(StandardCharsets.UTF_8).length + 1L;
        new ExportState(
                        done.request(),
                        done.snapshot(),
                        new TreeMap<>(Map.of(output.toString(), length)),
                        3,
                        JSON.readTree(whole.get(2)).get("group_id").asText(),
                        0,
                        0,
                        false,
                        done.counts())
                .write(output);

        // When it is started again
        CommandRun again = run("export", "-o", output.toString());

        // Then the file is what it would have been
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(Files.readAllLines(output)).isEqualTo(whole);
        assertThat(ExportState.read(output).orElseThrow().groups()).isEqualTo(whole.size());
    }

    @Test
    void shouldExportARangeOfTheLog() throws IOException {
        Path output = scratch.resolve("part.jsonl");
        CommandRun some = run(
                "export", "-o", output.toString(), "--offsets", "0:0-9", "--offsets", "1:0-9", "--offsets", "2:0-9");
        assertThat(some.exitCode()).as(some.err()).isZero();
        assertThat(Files.readAllLines(output)).isNotEmpty().allSatisfy(line -> assertThat(JSON.readTree(line)
                        .get("trajectories")
                        .get(0)
                        .get("source")
                        .get("offset")
                        .asLong())
                .isLessThan(9));

        CommandRun later = run("export", "-o", output.toString(), "--restart", "--from-time", "2999-01-01T00:00:00Z");
        assertThat(later.out()).contains("0 groups of run demo");
    }

    @Test
    void shouldRefuseToMixExports() {
        CommandRun other = run("export", "-o", lines.toString(), "--linger", "1");

        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("is of another export", "--restart");
    }

    @Test
    void shouldGiveTheWeightsOfTheRunWhenItIsTrainedOffline() {
        for (String from : List.of(lines.toString(), container.toString(), "topics")) {
            Path out = scratch.resolve("offline-" + Path.of(from).getFileName());
            CommandRun run = run(
                    "learn",
                    "--from",
                    from,
                    "--out",
                    out.toString(),
                    "-s",
                    "learner.checkpoint.folder=" + out.resolve("checkpoints"));
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .as(from)
                    .contains("2 steps of 8 groups: 32 trajectories trained, 0 rejected")
                    .contains("weights " + recorded.weights());
        }
    }

    @Test
    void shouldSayWhereACheckpointAndAGroupCameFrom() throws IOException {
        CommandRun checkpoint = run("show", folder.resolve("demo/checkpoints").toString());
        assertThat(checkpoint.out())
                .contains(
                        "policy version",
                        "code_version",
                        "0.1.0",
                        "settings_sha256",
                        "seed of run",
                        "position in experience");

        String id =
                JSON.readTree(Files.readAllLines(lines).get(0)).get("group_id").asText();
        CommandRun group = run("show", id);
        assertThat(group.exitCode()).as(group.err()).isZero();
        assertThat(group.out())
                .contains(
                        "group " + id,
                        "config digest",
                        "code version",
                        "run seed",
                        "policy versions",
                        "score of accuracy");
        assertThat(run("show", id, "-i", lines.toString()).out()).isEqualTo(group.out());
        assertThat(run("show", "demo/9/9", "-i", lines.toString()).exitCode()).isEqualTo(2);
    }

    @Test
    void shouldPublishAReplayAsANewRun() {
        CommandRun replay = run("replay", "-i", lines.toString(), "--to-topics", "--run-as", "again");
        assertThat(replay.exitCode()).as(replay.err()).isZero();

        Path output = scratch.resolve("again.jsonl");
        CommandRun exportedAgain = run("export", "-o", output.toString(), "-s", "run.id=again");
        assertThat(exportedAgain.exitCode()).as(exportedAgain.err()).isZero();
        assertThat(run("replay", "-i", output.toString(), "--verify").out()).contains("bitwise equal");
    }

    @Test
    void shouldCompareTwoSettings() throws IOException {
        Path json = scratch.resolve("comparison.json");
        CommandRun run = run(
                "compare",
                "-i",
                lines.toString(),
                "--b",
                "reward.weights.format=-5",
                "--json",
                json.toString(),
                "--plots",
                scratch.resolve("plots").toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("rank correlation of advantages", "sign flips", "mass A");
        assertThat(JSON.readTree(json.toFile()).get("groups").asInt())
                .isEqualTo(Files.readAllLines(lines).size());
        try (Stream<Path> plots = Files.list(scratch.resolve("plots"))) {
            assertThat(plots.map(plot -> plot.getFileName().toString()).sorted())
                    .containsExactly("advantages.png", "mass.png");
        }
    }

    @Test
    void shouldBeReadByPython() throws Exception {
        Path script = Path.of("..", "..", "docs", "examples", "read_groups.py")
                .toAbsolutePath()
                .normalize();
        Assumptions.assumeTrue(isThere("numpy"), "skipped: there is no " + PYTHON + " with numpy");
        JsonNode ofLines = JSON.readTree(python(script.toString(), lines.toString()));
        assertThat(ofLines.get("groups").asInt())
                .isEqualTo(Files.readAllLines(lines).size());
        assertThat(ofLines.get("trajectories").asLong())
                .isEqualTo(recorded.report().accounting().published());
        Assumptions.assumeTrue(isThere("avro"), "the container was not read: " + PYTHON + " has no avro");
        assertThat(JSON.readTree(python(script.toString(), container.toString())))
                .isEqualTo(ofLines);
    }

    /** The tests of schemas/python, on the files and topics of this run. */
    @Test
    void shouldBeReadByThePythonPackage() throws Exception {
        // Given
        Assumptions.assumeTrue(isThere("numpy"), "skipped: there is no " + PYTHON + " with numpy");
        Assumptions.assumeTrue(
                isThere("fastavro") || isThere("avro"), "skipped: " + PYTHON + " has neither fastavro nor avro");
        ProcessBuilder tests = new ProcessBuilder(
                PYTHON,
                "-B",
                "-m",
                "unittest",
                "discover",
                "-s",
                PACKAGE.resolve("tests").toString());
        tests.environment().put("PYTHONPATH", PACKAGE.resolve("src").toString());
        tests.environment().put("MILLRACE_TEST_RUN", folder.toString());
        tests.environment()
                .put(
                        "MILLRACE_TEST_CHECKPOINTS",
                        recorded.demo().resolve("checkpoints").toString());
        tests.environment().put("MILLRACE_TEST_BROKER", recorded.connection().bootstrapServers());
        tests.environment().put("MILLRACE_TEST_REGISTRY", recorded.connection().registryUrl());

        // When
        Process process = tests.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).containsPattern("Ran \\d{2} tests");
    }

    @Test
    void shouldPutKeysWhereJavaDoes() throws Exception {
        // Given
        Assumptions.assumeTrue(isThere("numpy"), "skipped: there is no " + PYTHON + " with numpy");
        List<String> keys = IntStream.range(0, 300)
                .mapToObj(i -> "run-" + "\u00fc".repeat(i % 4) + "/" + i % 7 + "/" + i)
                .toList();

        // When
        String script = "import sys; sys.path.insert(0, sys.argv[1]); from millrace import partition_of; "
                + "print(*[partition_of(key, 7) for key in sys.argv[2:]])";
        List<String> arguments = new ArrayList<>(
                List.of("-B", "-c", script, PACKAGE.resolve("src").toString()));
        arguments.addAll(keys);
        String said = python(arguments.toArray(String[]::new)).strip();

        // Then
        assertThat(said.split(" "))
                .containsExactly(keys.stream()
                        .map(key -> Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % 7)
                        .map(String::valueOf)
                        .toArray(String[]::new));
    }

    private static boolean isThere(String module) throws InterruptedException {
        try {
            return new ProcessBuilder(PYTHON, "-c", "import " + module)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String python(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PYTHON));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out;
    }
}
