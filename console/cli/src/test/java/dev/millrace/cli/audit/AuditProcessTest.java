package dev.millrace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRun;
import dev.millrace.infra.local.Bomb;
import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.assembly.DeadlinePolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code millrace audit} against the topics of a broker, its exit code and what it prints: once as people start it, as a
 * process, and then in this one.
 */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AuditProcessTest {

    /** What a process came to. */
    private record Said(int exitCode, String out) {}

    @TempDir
    private static Path folder;

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(LocalStackConfig.in(folder.resolve("stack")));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void shouldExitWithZeroOnASoundRun() throws IOException, InterruptedException {
        // Given
        List<String> arguments = publish("sound.", LoggedRun.sound());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.millrace.cli.Millrace"));
        command.addAll(arguments);

        // When
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Said said = new Said(process.waitFor(), out);

        // Then
        assertThat(said.exitCode()).as(said.out()).isZero();
        assertThat(said.out()).contains("32 trajectories published", "imbalance 0", "every promise holds");
    }

    @Test
    void shouldNameATrajectoryThatIsTrainedTwice() {
        // Given a step that trains a group of an earlier one again
        LoggedRun run = LoggedRun.sound();
        run.steps.remove(2);
        run.weights.removeIf(at -> at.key().equals("3"));
        run.step(3, 6, List.of(LoggedRun.trained(4, 0, 1, 2), LoggedRun.trained(5, 0, 1), LoggedRun.trained(0, 2)));

        // When it is audited
        Said said = audit("twice.", run);

        // Then the id is named
        assertBroken(said, "trained-once", LoggedRun.group(0) + "#2");
    }

    @Test
    void shouldNameAChangedAdvantage() {
        LoggedRun run = LoggedRun.sound();
        LoggedRun.At<Experience> at = run.experience.get(3);
        List<ExperienceTrajectory> survivors = new ArrayList<>(at.value().getTrajectories());
        survivors.set(
                1,
                ExperienceTrajectory.newBuilder(survivors.get(1))
                        .setAdvantage(survivors.get(1).getAdvantage() + 1e-6)
                        .build());
        run.experience.set(
                3,
                new LoggedRun.At<>(
                        at.partition(),
                        at.offset(),
                        at.key(),
                        Experience.newBuilder(at.value())
                                .setTrajectories(survivors)
                                .build()));

        Said said = audit("advantage.", run);

        assertBroken(said, "same-bits", LoggedRun.group(3) + "#1");
    }

    @Test
    void shouldNameATrajectoryWhoseDropIsMissing() {
        LoggedRun run = LoggedRun.sound();
        run.drops.removeIf(at -> at.value().getReason() == DropReason.FAILED_SCORE);

        Said said = audit("drop.", run);

        assertBroken(said, "closed-groups-account-for-all", LoggedRun.group(4) + "#3");
    }

    @Test
    void shouldNotPassARunThatIsNotThere() {
        List<String> arguments = new ArrayList<>(publish("typo.", LoggedRun.sound()));
        arguments.addAll(List.of("-s", "run.id=typo"));

        CommandRun said = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("hold nothing of run typo; known runs: " + LoggedRun.RUN);
        assertThat(said.out()).doesNotContain("every promise holds");
    }

    @Test
    void shouldNotCallASoundRunBrokenUnderOtherSettings() {
        List<String> arguments = new ArrayList<>(publish("other.", LoggedRun.sound()));
        arguments.addAll(List.of("-s", "reward.weights.format=3"));

        CommandRun said = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("was made with other settings of reward", "give --config");
    }

    @Test
    void shouldTakeTheLearnersSettingsFromTheLog() {
        // Given steps that say how many groups they take and how old these may be
        LoggedRun run = LoggedRun.sound();
        run.steps.replaceAll(at -> new LoggedRun.At<>(
                at.partition(),
                at.offset(),
                at.key(),
                TrainingStep.newBuilder(at.value())
                        .setBatchGroups(2)
                        .setMaxStaleness(1)
                        .build()));
        List<String> arguments = new ArrayList<>(publish("log.", run));

        // When it is audited under others
        arguments.addAll(List.of("-s", "learner.batch_groups=32", "-s", "learner.max_staleness=0"));
        CommandRun said = CommandRun.of(arguments.toArray(String[]::new));

        // Then the log's count
        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
        assertThat(said.out()).contains("every promise holds");
    }

    @Test
    void shouldTakeTheSettingsOfAssemblyFromTheLog() {
        // Given a run whose groups close after 5 s, with a value that stands in for missing scores
        LoggedRun run = LoggedRun.sound(LoggedRun.assembly(Duration.ofSeconds(5), DeadlinePolicy.DEFAULT_VALUE, 0.25));
        List<String> arguments = publish("assembly.", run);

        // When it is audited without its configuration
        CommandRun said = CommandRun.of(arguments.toArray(String[]::new));

        // Then the log's count
        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
        assertThat(said.out()).contains("every promise holds", "missing scores count as 0.25");
    }

    @Test
    void shouldGetPastBombsOnEveryTopic() throws Exception {
        // Given a sound run, and records on its topics that are small on the wire and large to read
        List<String> arguments = publish("bombs.", LoggedRun.sound());
        Topics topics = new Topics("bombs.");
        for (String topic : List.of(
                topics.trainingSteps(),
                topics.weights(),
                topics.experience(),
                topics.drops(),
                topics.scores(),
                topics.trajectories())) {
            Bomb.disarmBounds(stack.connection(), topic);
            new Bomb("lz4", 6 * 1024 * 1024).plantDisarmed(stack.connection(), topic, LoggedRun.RUN + "/bomb");
            bound(topic);
        }

        // When it is audited and exported
        CommandRun audit = CommandRun.of(arguments.toArray(String[]::new));
        List<String> export = new ArrayList<>(arguments);
        export.set(0, "export");
        export.addAll(List.of("-o", folder.resolve("bombs.jsonl").toString(), "--linger", "0"));
        CommandRun exported = CommandRun.of(export.toArray(String[]::new));

        // Then both get past them
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.out()).contains("every promise holds", "cannot be read");
        assertThat(exported.exitCode()).as(exported.out() + exported.err()).isZero();
        assertThat(folder.resolve("bombs.jsonl")).isNotEmptyFile();
    }

    /** As before its bombs: commands look at the settings of topics. */
    private static void bound(String topic) throws Exception {
        AlterConfigOp uncompressed = new AlterConfigOp(
                new ConfigEntry(TopicConfig.COMPRESSION_TYPE_CONFIG, "uncompressed"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(stack.connection().client("bound"))) {
            admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(uncompressed)))
                    .all()
                    .get();
        }
    }

    private static void assertBroken(Said said, String check, String id) {
        assertThat(said.exitCode()).as(said.out()).isEqualTo(1);
        assertThat(said.out()).contains(check, id, "a promise is broken").doesNotContain("every promise holds");
    }

    private static Said audit(String prefix, LoggedRun run) {
        CommandRun said = CommandRun.of(publish(prefix, run).toArray(String[]::new));
        return new Said(said.exitCode(), said.out() + said.err());
    }

    /** Puts a run onto topics of its own; gives the command that audits it. */
    private static List<String> publish(String prefix, LoggedRun run) {
        List<String> settings = List.of(
                "run.id=" + LoggedRun.RUN,
                "kafka.bootstrap=" + stack.connection().bootstrapServers(),
                "kafka.registry=" + stack.connection().registryUrl(),
                "kafka.topic_prefix=" + prefix,
                "kafka.partitions=2",
                "learner.batch_groups=2",
                "learner.max_staleness=1");
        MillraceConfig config = MillraceConfig.loader().load(Optional.empty(), settings);
        new Provisioning(config.kafka()).create();
        PublishedRun.publish(run, config.kafka().connection(), config.kafka().topics());
        List<String> command = new ArrayList<>(List.of("audit"));
        settings.forEach(setting -> command.addAll(List.of("-s", setting)));
        return command;
    }
}
