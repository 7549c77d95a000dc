package dev.millrace.cli.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRun;
import dev.millrace.cli.faults.AuthorizerLog;
import dev.millrace.cli.faults.RunProcesses;
import dev.millrace.cli.faults.RunProcesses.Settings;
import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import dev.millrace.schemas.access.Grant;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.io.Closing;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.GuardedRegistry;
import dev.millrace.testing.SecuredBroker;
import dev.millrace.testing.SecuredUsers;
import dev.millrace.testing.TestAuthority;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two teams on one cluster with TLS, passwords, certificates and an authorizer. The first runs the whole loop with the base
 * policy, answers and drawings, by the commands of the guide: each role is a process and a user of its own, whose rights
 * {@code acls create} has granted. In mid-run a password is changed. Nothing is denied, and every right is made use of.
 */
@Tag("slow")
@Timeout(900)
class SecuredLoopTest {

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final RunId RUN = new RunId("team-a");
    /** What is replayed is a run of its own. */
    private static final RunId AGAIN = new RunId("again");

    private static final Topics TOPICS = new Topics("a.");
    private static final String RIVAL = "rival";
    private static final List<Actor> BY_CERTIFICATE = List.of(Actor.SCORER, Actor.PAGE);
    private static final Pattern METRICS = Pattern.compile("metrics at (https\\S+)");

    private static final AuthorizerLog AUTHORIZER = AuthorizerLog.ofAll();
    private static final Map<Actor, Settings> USERS = new EnumMap<>(Actor.class);
    private static final Map<String, Integer> CODES = new TreeMap<>();
    private static final Map<String, String> SAID = new TreeMap<>();
    private static final Map<String, Integer> ANSWERS = new TreeMap<>();

    @TempDir
    private static Path folder;

    private static SecuredBroker broker;
    private static GuardedRegistry registry;
    private static RunProcesses processes;

    @BeforeAll
    static void runOnce() throws Exception {
        broker = SecuredBroker.start(folder.resolve("broker"));
        registry = GuardedRegistry.tls(
                RegistryBackend.create(folder.resolve("registry.json")),
                broker.authority().keyStore(folder.resolve("registry.p12"), "localhost"),
                null);
        processes = RunProcesses.quiet(folder.resolve("seen"));
        SecuredTeam team =
                new SecuredTeam(folder.resolve("team"), broker, registry.url(), RUN.value(), TOPICS.prefix());
        for (Actor actor : Actor.values()) {
            USERS.put(actor, user(team, actor.word(), BY_CERTIFICATE.contains(actor)));
        }
        Settings administrator = user(team, "administrator", false);
        mayChangeRights("administrator");
        Path data = folder.resolve("data");
        done("acls", administrator, "acls", "create", "--user", "scorer=User:CN=scorer", "--user", "page=User:CN=page");
        done("acls-again", administrator, "acls", "create", "--role", "replayer", "-s", "run.id=" + AGAIN);
        done("topics", of(Actor.PROVISIONER), "topics", "create");
        done("schemas", of(Actor.PROVISIONER), "schemas", "register");
        done(
                "draw",
                of(Actor.FEEDER),
                "prompts",
                "draw",
                "--train",
                "24",
                "--test",
                "8",
                "--images",
                "-o",
                data.toString());
        processes.start("learner", of(Actor.LEARNER), "learn", "--out", "roles");
        processes.start("worker", of(Actor.WORKER), "worker", "--id", "w0", "--out", "roles");
        processes.start(
                "scorer", of(Actor.SCORER), "score", "accuracy", "format", "instruction", "semantic", "--out", "roles");
        processes.start("streams", of(Actor.STREAMS), "streams", "--out", "roles");
        processes.start("page", of(Actor.PAGE), "page", "--out", "roles", "--port", "0");
        processes.start(
                "evaluator",
                of(Actor.EVALUATOR),
                "evaluate",
                "--follow",
                "--scenes",
                "8",
                "--drawings",
                "1",
                "--out",
                "roles");
        processes.start(
                "feeder",
                of(Actor.FEEDER),
                "prompts",
                "publish",
                data.resolve("train.jsonl").toString(),
                "--loop");
        processes.printed("learner", Pattern.compile("(step 1)\\b"), PATIENCE);
        team.changePassword("worker");
        team.changePassword("learner");
        look();
        done("watch", of(Actor.PAGE), "watch", "--json", "-");
        processes.printed("evaluator", Pattern.compile("(version \\d+ is right in)"), PATIENCE);
        assertThat(processes.awaitExit("learner", PATIENCE))
                .as(processes.said("learner"))
                .isZero();
        processes.stop();
        for (List<String> each : List.of(
                List.of("audit"),
                List.of("export", "-o", folder.resolve("groups.jsonl").toString()),
                List.of("doctor", "--role", "auditor"),
                List.of("replay", "--topics", "--verify"))) {
            CODES.put(each.get(0), here(each.get(0), of(Actor.AUDITOR), each.toArray(String[]::new)));
        }
        CODES.put(
                "replay onto topics",
                here(
                        "to-topics",
                        of(Actor.REPLAYER),
                        "replay",
                        "-i",
                        folder.resolve("groups.jsonl").toString(),
                        "--to-topics",
                        "--run-as",
                        AGAIN.value()));
        CODES.put("dead-letters", here("letters", of(Actor.PAGE), "dead-letters", "list"));
        CODES.put(
                "acls check",
                here(
                        "check",
                        administrator,
                        "acls",
                        "check",
                        "--user",
                        "scorer=User:CN=scorer",
                        "--user",
                        "page=User:CN=page"));
        tryTheOtherTeam(administrator);
        CODES.put("runs list", here("list", of(Actor.AUDITOR), "runs", "list"));
        CODES.put("runs delete", here("delete", of(Actor.CLEANER), "runs", "delete", RUN.value(), "--yes"));
    }

    /** It has a worker's rights under a prefix of its own, and tries what it may do with the topics of the first. */
    private static void tryTheOtherTeam(Settings administrator) throws Exception {
        SecuredTeam other = new SecuredTeam(folder.resolve("other"), broker, registry.url(), "team-b", "b.");
        Settings rival = user(other, RIVAL, false);
        done(
                "rival-acls",
                administrator,
                "acls",
                "create",
                "--role",
                "worker",
                "--user",
                "worker=" + RIVAL,
                "-s",
                "kafka.topic_prefix=b.",
                "-s",
                "run.id=team-b");
        CODES.put("rival at home", here("home", rival, "acls", "check", "--self", "--role", "worker"));
        CODES.put(
                "rival abroad",
                here(
                        "abroad",
                        rival,
                        "acls",
                        "check",
                        "--self",
                        "--role",
                        "worker",
                        "-s",
                        "kafka.topic_prefix=a.",
                        "-s",
                        "run.id=" + RUN));
    }

    private static Settings user(SecuredTeam team, String name, boolean byCertificate) throws Exception {
        registry.admit("Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (name + ":" + SecuredUsers.registryPassword(name)).getBytes(StandardCharsets.UTF_8)));
        return byCertificate ? team.withCertificate(name) : team.withPassword(name);
    }

    private static Settings of(Actor actor) {
        return Objects.requireNonNull(USERS.get(actor));
    }

    /** The one right that the guide takes for granted. */
    private static void mayChangeRights(String user) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL),
                            new AccessControlEntry("User:" + user, "*", AclOperation.ALL, AclPermissionType.ALLOW))))
                    .all()
                    .get();
        }
    }

    private static void done(String name, Settings settings, String... arguments) {
        assertThat(here(name, settings, arguments)).as(said(name)).isZero();
    }

    /** Runs a command that is no role, in this process: to start a process for each would take most of the time. */
    private static int here(String name, Settings settings, String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("-c", settings.file().toString(), "--verbose"));
        CommandRun run = CommandRun.of(line.toArray(String[]::new));
        SAID.put(name, run.out() + run.err());
        return run.exitCode();
    }

    private static String said(String name) {
        return SAID.getOrDefault(name, "");
    }

    /** Asks page and metrics, with their token and without. */
    private static void look() throws Exception {
        String page = processes.printed("page", Pattern.compile("page of run .* at (https\\S+)"), PATIENCE);
        ANSWERS.put("page", status(page + "api/overview", SecuredTeam.TOKEN));
        ANSWERS.put("page without token", status(page + "api/overview", ""));
        for (String role : List.of("learner", "worker", "scorer", "streams")) {
            String metrics = processes.printed(role, METRICS, PATIENCE);
            ANSWERS.put("metrics of " + role, status(metrics, SecuredTeam.TOKEN));
            ANSWERS.put("metrics of " + role + " without token", status(metrics, ""));
        }
    }

    private static int status(String url, String token) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream store = Files.newInputStream(broker.trustStore())) {
            trusted.load(store, TestAuthority.PASSWORD.toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        // The servers listen on the loopback address; the certificate is for its name.
        String named = url.replace("127.0.0.1", "localhost");
        HttpRequest request = HttpRequest.newBuilder(URI.create(named))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newBuilder()
                .sslContext(tls)
                .build()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void shouldLearnAndHoldEveryPromise() {
        assertThat(CODES)
                .as(said("audit") + said("doctor") + said("to-topics"))
                .containsOnlyKeys(
                        "audit",
                        "export",
                        "doctor",
                        "replay",
                        "replay onto topics",
                        "dead-letters",
                        "acls check",
                        "rival at home",
                        "rival abroad",
                        "runs list",
                        "runs delete")
                .allSatisfy((what, code) -> assertThat(code).as(what).isEqualTo(what.equals("rival abroad") ? 1 : 0));
        assertThat(said("audit")).contains("every promise holds");
        assertThat(said("replay")).contains("bitwise equal");
    }

    @Test
    void shouldShowPageAndMetricsToWhoHasTheToken() {
        assertThat(ANSWERS).hasSize(10);
        ANSWERS.forEach(
                (what, status) -> assertThat(status).as(what).isEqualTo(what.endsWith("without token") ? 401 : 200));
    }

    @Test
    void shouldBeDeniedNothing() {
        // A list of transactions is of those that its user may see: what the replaying of another run has left is not
        // among them.
        assertThat(AUTHORIZER.denied())
                .allMatch(line -> line.contains("User:" + RIVAL) || line.contains("for request = ListTransactions"));
    }

    @Test
    void shouldKeepTheOtherTeamOut() {
        long rights = new AccessTable(new RunNames(TOPICS, RUN))
                .of(List.of(Actor.WORKER)).stream()
                        .filter(Grant::isAlwaysNeeded)
                        .mapToLong(grant -> grant.operations().size())
                        .sum();
        assertThat(said("abroad")).contains(rights + " rights are missing");
        assertThat(AUTHORIZER.denied()).anyMatch(line -> line.contains("User:" + RIVAL));
    }

    @Test
    void shouldGoOnWithAChangedPassword() {
        assertThat(processes.said("worker")).contains("the login has changed");
        assertThat(processes.said("learner")).contains("the login has changed");
    }

    /** A right that nobody uses is one too many. Neither are topics of an earlier version here, nor servers, nor bad prompts. */
    @Test
    void shouldMakeUseOfEveryRight() {
        List<Grant> grants = new ArrayList<>(
                new AccessTable(new RunNames(TOPICS, RUN)).of(EnumSet.complementOf(EnumSet.of(Actor.REPLAYER))));
        grants.addAll(new AccessTable(new RunNames(TOPICS, AGAIN)).of(List.of(Actor.REPLAYER)));
        grants.removeIf(grant -> !grant.isNeeded(EnumSet.of(Circumstance.DRAWS, Circumstance.FEEDS_ON)));
        List<String> unused = new ArrayList<>();
        for (Grant grant : grants) {
            for (AclOperation operation : grant.operations()) {
                if (AUTHORIZER.used().stream().noneMatch(use -> isOf(use, grant) && use.operation() == operation)) {
                    unused.add(grant.actor().word() + " " + operation + " "
                            + grant.resource().resourceType() + " "
                            + grant.resource().name());
                }
            }
        }
        assertThat(new TreeSet<>(unused)).isEmpty();
    }

    private static boolean isOf(AuthorizerLog.Use use, Grant grant) {
        String name = grant.actor().word();
        return use.principal().equals(BY_CERTIFICATE.contains(grant.actor()) ? "User:CN=" + name : "User:" + name)
                && grant.covers(use.type(), use.name());
    }

    @AfterAll
    static void stop() {
        Closing.all(Stream.of(processes, registry, broker, AUTHORIZER)
                .filter(Objects::nonNull)
                .toList());
    }
}
