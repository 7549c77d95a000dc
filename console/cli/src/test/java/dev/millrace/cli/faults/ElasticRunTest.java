package dev.millrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.audit.AuditReport;
import dev.millrace.cli.audit.RunAudit;
import dev.millrace.learner.LearnerListener;
import dev.millrace.learner.LearnerRole;
import dev.millrace.monitoring.monitor.RunMonitor;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.scoring.ScorerRole;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.testing.SharedStack;
import dev.millrace.workers.RolloutWorker;
import dev.millrace.workers.feeding.PromptFeeder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers, scorers and instances of the streams come into a run and leave it; the others go on, and nothing is lost. */
@Tag("slow")
@Timeout(300)
@ExtendWith(SharedStack.class)
class ElasticRunTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path folder;

    private final KafkaConnection connection;
    private final List<RolloutWorker> workers = new ArrayList<>();

    ElasticRunTest(KafkaConnection connection) {
        this.connection = connection;
    }

    @Test
    void shouldGoOnWhileWorkersScorersAndStreamsComeAndGo() throws InterruptedException {
        // Given a run with one of each
        MillraceConfig small = SmallRun.make(
                        folder, "elastic", 1, List.of("kafka.partitions=4", "kafka.topic_prefix=elastic."))
                .settings();
        MillraceConfig settings = small.with(small.kafka().at(connection.bootstrapServers(), connection.registryUrl()))
                .within(folder.resolve("checkpoints"), folder.resolve("streams-0"));
        new Provisioning(settings.kafka()).create();
        RunMonitor monitor = new RunMonitor(
                connection, settings.kafka().topics(), settings.run().id(), settings.headline(), CLOCK);
        PromptFeeder feeder = SmallRun.feeder(settings, 64, true, CLOCK);
        try (Roles roles = new Roles(Duration.ofSeconds(60))) {
            LearnerRole learner =
                    new RunRoles(settings, CLOCK).learner(Policies.find(settings.policy()), LearnerListener.NONE);
            roles.start(new Role("learner", learner::run, learner::stop));
            roles.start(new Role("monitor", monitor::run, monitor::stop));
            roles.start(new Role("feeder", feeder::run, feeder::stop));
            startOneOfEach(roles, settings, 0);
            awaitSteps(roles, monitor, 2);

            // When two more of each come, and then the first and the second leave
            startOneOfEach(roles, settings, 1);
            startOneOfEach(roles, settings, 2);
            awaitSteps(roles, monitor, 4);
            awaitGroupsOfEachWorker(roles);
            roles.stop("0-");
            awaitSteps(roles, monitor, 4);
            roles.stop("1-");
            awaitSteps(roles, monitor, 4);
        }

        // Then every trajectory has one end, and replaying the log gives the same bits
        AuditReport audit = RunAudit.of(settings, connection, false);
        assertThat(audit.checks()).filteredOn(check -> !check.holds()).isEmpty();
        assertThat(audit.accounting().imbalance()).isZero();
        assertThat(audit.accounting().trained()).isPositive();
    }

    /** The streams of each generation have a folder of their own, as on a machine of their own. */
    private void startOneOfEach(Roles roles, MillraceConfig settings, int generation) {
        String prefix = generation + "-";
        RunRoles make = new RunRoles(
                settings.within(folder.resolve("checkpoints"), folder.resolve("streams-" + generation)), CLOCK);
        StreamsRole streams = make.streams();
        roles.start(new Role(prefix + "streams", streams::run, streams::stop));
        for (String name : settings.scorersOf(OutputKind.TEXT)) {
            ScorerRole scorer = make.scorer(name);
            roles.start(new Role(prefix + "scorer-" + name, scorer::run, scorer::stop));
        }
        RolloutWorker worker = make.worker("w" + generation);
        workers.add(worker);
        roles.start(new Role(prefix + "worker", worker::run, worker::stop));
    }

    private static void awaitSteps(Roles roles, RunMonitor monitor, int more) {
        int wanted = monitor.snapshot().step() + more;
        Awaitility.await(more + " more steps").atMost(PATIENCE).until(() -> {
            roles.check();
            return monitor.snapshot().step() >= wanted;
        });
    }

    private void awaitGroupsOfEachWorker(Roles roles) {
        Awaitility.await("groups of each worker").atMost(PATIENCE).until(() -> {
            roles.check();
            return workers.stream()
                    .allMatch(worker -> worker.metrics().values().getOrDefault("worker/groups", 0.0) > 0);
        });
    }
}
