package dev.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.audit.AuditReport;
import dev.millrace.cli.audit.RunAudit;
import dev.millrace.cli.data.FeedEntries;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.learner.LearnerListener;
import dev.millrace.learner.LearnerRole;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.streams.scoring.ScorerRole;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.workers.RolloutWorker;
import dev.millrace.workers.feeding.FeederConfig;
import dev.millrace.workers.feeding.PromptFeeder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop against a real broker and a real registry, and over a kill of the broker. */
@Tag("slow")
@Timeout(900)
class ContainerLoopTest {

    private static final int BATCH_GROUPS = 4;
    private static final int GROUP_SIZE = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private RealCluster cluster;

    @BeforeEach
    void start() {
        Optional<String> obstacle = Images.obstacle();
        obstacle.ifPresent(System.out::println);
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
        cluster = new RealCluster();
        cluster.start();
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void shouldTrainOnARealClusterAndGoOnAfterItsBrokerWasKilled() throws InterruptedException {
        // Given a run of two steps
        new Provisioning(cluster.kafka()).create();
        train(2);
        assertThat(audit(2).checks()).filteredOn(check -> !check.holds()).isEmpty();

        // When its broker is killed and the run goes on, with roles of its own
        cluster.restartBroker();
        new Provisioning(cluster.kafka()).await(line -> {});
        train(4);

        // Then nothing is lost, and nothing trained twice
        AuditReport after = audit(4);
        assertThat(after.checks()).filteredOn(check -> !check.holds()).isEmpty();
        assertThat(after.accounting().trained()).isEqualTo(4L * BATCH_GROUPS * GROUP_SIZE);
        assertThat(after.accounting().imbalance()).isZero();
    }

    private MillraceConfig settings(int steps) {
        return MillraceConfig.loader()
                .load(
                        Optional.empty(),
                        List.of(
                                "learner.total_steps=" + steps,
                                "learner.batch_groups=" + BATCH_GROUPS,
                                "learner.checkpoint.every=1",
                                "worker.group_size=" + GROUP_SIZE,
                                "worker.batch_prompts=4"))
                .with(cluster.kafka())
                .within(folder.resolve("checkpoints"), folder.resolve("streams"));
    }

    private void train(int steps) throws InterruptedException {
        MillraceConfig settings = settings(steps);
        RunRoles make = new RunRoles(settings, Clock.systemUTC());
        try (Roles roles = new Roles(Duration.ofSeconds(60))) {
            StreamsRole streams = make.streams();
            roles.start(new Role("streams", streams::run, streams::stop));
            for (String name : List.of("accuracy", "format")) {
                ScorerRole scorer = make.scorer(name);
                roles.start(new Role("scorer-" + name, scorer::run, scorer::stop));
            }
            LearnerRole learner = make.learner(untrainedPolicy(), LearnerListener.NONE);
            roles.start(new Role("learner", learner::run, learner::stop));
            RolloutWorker worker = make.worker("worker-0");
            roles.start(new Role("worker-0", worker::run, worker::stop));
            PromptFeeder feeder = new PromptFeeder(
                    settings.kafka().connection(),
                    settings.kafka().topics(),
                    settings.run().id(),
                    FeedEntries.of(ScenePrompts.ONE_SIZE.training(1, 32)),
                    FeederConfig.defaults(),
                    1,
                    settings.learner().batchGroups(),
                    Clock.systemUTC());
            roles.start(new Role("feeder", feeder::run, feeder::stop));
            assertThat(roles.await("learner", PATIENCE))
                    .as("the learner is done")
                    .isTrue();
        }
    }

    private AuditReport audit(int steps) {
        MillraceConfig settings = settings(steps);
        return RunAudit.of(settings, settings.kafka().connection(), false);
    }

    private ModelSource untrainedPolicy() {
        Path base = folder.resolve("base");
        PolicyConfig architecture = PolicyConfig.base(WordTokenizer.builtIn().vocabularySize());
        try (PolicyWeights weights = PolicyWeights.initialize(architecture, 7)) {
            SavedModel.of(weights).write(base);
        }
        return ModelSource.folder(base);
    }
}
