package dev.millrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.audit.AuditReport;
import dev.millrace.cli.CommandRun;
import dev.millrace.cli.audit.RunAudit;
import dev.millrace.infra.local.BrokerProcess;
import dev.millrace.monitoring.monitor.RunMonitor;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.testing.GuardedRegistry;
import dev.millrace.testing.SecuredCluster;
import dev.millrace.testing.SecuredUsers;
import dev.millrace.workers.feeding.PromptFeeder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run on three brokers with TLS, passwords, certificates and an authorizer, of which one is killed and the others are restarted,
 * while passwords and all certificates are changed. No role is supervised: each must live through it.
 */
@Tag("slow")
@Timeout(1200)
class SecuredClusterTest {

    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration STOPPING = Duration.ofSeconds(60);
    private static final int CALM_STEPS = 5;
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String ADMINISTRATOR = "administrator";
    private static final Set<Actor> BY_CERTIFICATE = Set.of(Actor.SCORER, Actor.STREAMS);

    @TempDir
    private Path folder;

    private final Map<Actor, MillraceConfig> settings = new EnumMap<>(Actor.class);
    private final Map<String, RoleProcess> roles = new LinkedHashMap<>();
    private final Map<String, Duration> pauses = new LinkedHashMap<>();
    private SecuredCluster cluster;
    private GuardedRegistry registry;
    private SecuredUsers users;
    private RunMonitor monitor;
    private PromptFeeder feeder;

    @BeforeEach
    void start() throws Exception {
        cluster = SecuredCluster.start(folder.resolve("brokers"), PATIENCE);
        registry = GuardedRegistry.tls(
                RegistryBackend.create(folder.resolve("registry.json")),
                cluster.authority().keyStore(folder.resolve("registry.p12"), "localhost"),
                null);
        users = new SecuredUsers(folder.resolve("users"), cluster);
        MillraceConfig run = SmallRun.make(folder, "secured", 1, List.of("kafka.replication=3"))
                .settings()
                .within(folder.resolve("checkpoints"), folder.resolve("streams"));
        for (Actor actor : Actor.values()) {
            settings.put(actor, as(actor.word(), BY_CERTIFICATE.contains(actor), run));
        }
        Path administrator = save(ADMINISTRATOR, as(ADMINISTRATOR, true, run));
        command(
                "acls",
                "create",
                "-c",
                administrator.toString(),
                "--user",
                "scorer=User:CN=scorer",
                "--user",
                "streams=User:CN=streams");
        command("topics", "create", "-c", file(Actor.PROVISIONER));
        command("schemas", "register", "-c", file(Actor.PROVISIONER));
        role("streams", Actor.STREAMS, List.of("streams"));
        role("scorer", Actor.SCORER, SmallRun.scoring(run));
        role("worker", Actor.WORKER, List.of("worker", "--id", "w0"));
        role("learner", Actor.LEARNER, List.of("learn"));
        KafkaConfig page = of(Actor.PAGE).kafka();
        monitor = new RunMonitor(page.connection(), page.topics(), run.run().id(), run.headline(), CLOCK);
        feeder = SmallRun.feeder(of(Actor.FEEDER), 64, true, CLOCK);
        SmallRun.daemon("monitor", monitor::run);
        SmallRun.daemon("feeder", feeder::run);
    }

    /** The settings of a user, whom the registry knows too. */
    private MillraceConfig as(String user, boolean byCertificate, MillraceConfig run) throws Exception {
        registry.admit("Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (user + ":" + SecuredUsers.registryPassword(user)).getBytes(StandardCharsets.UTF_8)));
        String address = byCertificate ? cluster.mutualAddress() : cluster.secureAddress();
        return run.with(run.kafka()
                .at(address, registry.url())
                .with(byCertificate ? users.withCertificate(user) : users.withPassword(user)));
    }

    private MillraceConfig of(Actor actor) {
        return Objects.requireNonNull(settings.get(actor));
    }

    private String file(Actor actor) throws IOException {
        return save(actor.word(), of(actor)).toString();
    }

    private Path save(String user, MillraceConfig config) throws IOException {
        Path file = folder.resolve(user + ".yaml");
        MillraceConfig.loader().save(config, file);
        return file;
    }

    private static void command(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exitCode())
                .as(String.join(" ", arguments) + ": " + run.err())
                .isZero();
    }

    private void role(String name, Actor actor, List<String> command) throws IOException {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(
                List.of("-c", file(actor), "--out", folder.resolve("roles").toString()));
        roles.put(name, RoleProcess.start(name, folder.resolve(name + ".out"), List.of(), arguments));
    }

    @Test
    void shouldLearnOnWhileBrokersPasswordsAndCertificatesChange() throws Exception {
        // Given a run that has begun
        awaitSteps(1);
        Set<BigInteger> before = cluster.shown();
        measure("nothing", () -> {});

        // When its secrets are changed, one broker is killed and each of the others is restarted
        measure("passwords of two users and certificates of two others changed, and those of all brokers", () -> {
            users.changePassword("worker");
            users.changePassword("learner");
            users.changeCertificate("scorer");
            users.changeCertificate("streams");
            cluster.changeCertificates();
        });
        for (BrokerProcess broker : cluster.brokers()) {
            boolean killed = broker.node() == 1;
            measure("broker " + broker.node() + (killed ? " killed, and started" : " restarted"), () -> {
                if (killed) {
                    broker.kill();
                    awaitSteps(2); // two brokers are enough
                } else {
                    broker.stop(STOPPING);
                }
                broker.start();
                cluster.awaitInSync(PATIENCE);
            });
        }

        // Then it goes on, with what is new
        pauses.forEach((event, longest) ->
                System.out.printf(Locale.ROOT, "| %s | %.1f s |%n", event, longest.toMillis() / 1e3));
        assertThat(ended()).isEmpty();
        assertThat(cluster.shown()).hasSize(3).doesNotContainAnyElementsOf(before);
        assertThat(log("worker")).contains("the login has changed");
        assertThat(log("learn")).contains("the login has changed");
        assertThat(log("score")).contains("the stores of TLS have changed");
        assertThat(log("streams")).contains("the stores of TLS have changed");
        stopRoles();
        AuditReport audit =
                RunAudit.of(of(Actor.AUDITOR), of(Actor.AUDITOR).kafka().connection(), false);
        assertThat(audit.checks()).filteredOn(check -> !check.holds()).isEmpty();
        assertThat(audit.accounting().trained()).isPositive();
    }

    private interface Events {
        void happen() throws Exception;
    }

    /** Notes the longest time without a step from the beginning of events until some steps after their end. */
    private void measure(String name, Events events) throws Exception {
        try (StepPauses watched = StepPauses.watch(() -> monitor.snapshot().step(), CLOCK)) {
            events.happen();
            awaitSteps(CALM_STEPS);
            pauses.put(name, watched.longest());
        }
    }

    private void awaitSteps(int more) {
        int wanted = monitor.snapshot().step() + more;
        Awaitility.await(more + " more steps, or the end of a role")
                .atMost(PATIENCE)
                .until(() -> monitor.snapshot().step() >= wanted || !ended().isEmpty());
        assertThat(ended()).isEmpty();
    }

    /** What the roles have logged whose command begins so. */
    private String log(String command) throws IOException {
        StringBuilder logged = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve("roles"))) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches(command + ".*\\.log")) {
                    logged.append(Files.readString(file));
                }
            }
        }
        return logged.toString();
    }

    private Map<String, String> ended() {
        Map<String, String> ended = new TreeMap<>();
        roles.forEach((name, role) -> {
            if (!role.isAlive()) {
                ended.put(name, "exit code " + role.exitCode() + ": " + role.lastLine());
            }
        });
        return ended;
    }

    private void stopRoles() throws InterruptedException {
        feeder.stop();
        for (RoleProcess role : roles.values()) {
            role.stop(STOPPING);
        }
    }

    @AfterEach
    void stop() {
        roles.values().forEach(RoleProcess::killLater);
        if (monitor != null) {
            monitor.stop();
            feeder.stop();
        }
        if (registry != null) {
            registry.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }
}
