package dev.millrace.cli.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.runtime.access.GrantedRights;
import dev.millrace.runtime.access.RunAccess;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import dev.millrace.schemas.access.Grant;
import dev.millrace.schemas.access.MissingRight;
import dev.millrace.schemas.access.MissingRightsException;
import dev.millrace.schemas.id.RunId;
import dev.millrace.testing.GuardedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each role with exactly its rights lacks nothing; with any one of them taken away it is told which, at its start. The page of
 * the docs is made of what they are told; with {@code -Dmillrace.docs=write} it is written instead of compared.
 */
@Timeout(180)
class AccessMatrixTest {

    private static final RunId RUN = new RunId("matrix");
    private static final KafkaConfig KAFKA = KafkaConfig.defaults();
    private static final Map<String, Lack> LACKS = lacks();
    private static final Path PAGE = Path.of(System.getProperty("millrace.root"), "docs", "rights.md");
    private static final String HEAD =
            """
            # Rights, one taken away at a time

            What a role says at its start whose user has all rights of [the table](security.md#rights) but one, under the prefix
            `millrace.` in run `matrix`. `AccessMatrixTest` asks a broker for each line, and makes this page.

            | role | without | it says |
            |---|---|---|
            """;

    @TempDir
    private static Path folder;

    private static GuardedBroker broker;

    /** A user that has all rights of an actor but one. */
    record Lack(String user, Actor actor, MissingRight right, Set<Circumstance> circumstances) {

        /** All that it needs but one. */
        List<AclBinding> bindings() {
            return needed(actor, circumstances).stream()
                    .flatMap(grant -> grant.bindings("User:" + user).stream())
                    .filter(entry -> !entry.pattern().equals(right.resource())
                            || entry.entry().operation() != right.operation())
                    .toList();
        }

        @Override
        public String toString() {
            return actor.word() + " without " + right;
        }
    }

    private static List<Grant> needed(Actor actor, Set<Circumstance> circumstances) {
        return new RunAccess(KAFKA, RUN)
                .table().of(List.of(actor)).stream()
                        .filter(grant -> grant.isNeeded(circumstances))
                        .toList();
    }

    private static Map<String, Lack> lacks() {
        Map<String, Lack> lacks = new LinkedHashMap<>();
        for (Actor actor : Actor.values()) {
            for (Grant grant : needed(actor, EnumSet.allOf(Circumstance.class))) {
                for (AclOperation operation : grant.operations()) {
                    String user = actor.word() + "-" + lacks.size();
                    lacks.put(
                            user,
                            new Lack(
                                    user,
                                    actor,
                                    new MissingRight(operation, grant.resource()),
                                    grant.only().map(Set::of).orElse(Set.of())));
                }
            }
        }
        return lacks;
    }

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> passwords = new TreeMap<>();
        LACKS.keySet().forEach(user -> passwords.put(user, "pw-" + user));
        Arrays.stream(Actor.values()).forEach(actor -> passwords.put(actor.word(), "pw-" + actor.word()));
        broker = new GuardedBroker(folder, passwords);
        new Provisioning(KAFKA.at(broker.openAddress(), KAFKA.registry())).createTopics();
        List<AclBinding> bindings = new ArrayList<>();
        for (Actor actor : Actor.values()) {
            needed(actor, EnumSet.allOf(Circumstance.class))
                    .forEach(grant -> bindings.addAll(grant.bindings("User:" + actor.word())));
        }
        LACKS.values().forEach(lack -> bindings.addAll(lack.bindings()));
        try (Admin admin = broker.admin()) {
            // What may be done with internal topics is known once there is one.
            admin.createTopics(new RunAccess(KAFKA, RUN)
                            .names().applications().stream()
                                    .map(application -> new NewTopic(application + "-x-changelog", 1, (short) 1))
                                    .toList())
                    .all()
                    .get();
            // Of a group that is not there yet the broker says only whether it may be seen.
            admin.alterConsumerGroupOffsets(
                            new RunAccess(KAFKA, RUN).names().family() + "access-check",
                            Map.of(new TopicPartition(KAFKA.topics().experience(), 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
            admin.createAcls(bindings).all().get();
        }
    }

    private static RunAccess as(String user) {
        Map<String, String> login = Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", GuardedBroker.jaas(user, "pw-" + user));
        return new RunAccess(KAFKA.at(broker.address(), KAFKA.registry()).with(login), RUN);
    }

    @ParameterizedTest
    @EnumSource(Actor.class)
    void shouldLackNothingWithTheRightsOfTheTable(Actor actor) {
        assertThat(as(actor.word()).missing(actor, List.of(), EnumSet.allOf(Circumstance.class)))
                .isEmpty();
    }

    @Tag("slow")
    @Test
    void shouldNameEachRightThatIsTakenAway() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);

        for (Lack lack : LACKS.values()) {
            Throwable told =
                    catchThrowable(() -> as(lack.user()).require(lack.actor(), List.of(), lack.circumstances()));
            assertThat(told).as(lack.toString()).isInstanceOf(MissingRightsException.class);
            String said =
                    String.valueOf(told.getMessage()).replaceFirst(";.*", "").replace(lack.user(), "USER");
            assertThat(said)
                    .isEqualTo("user USER may not " + lack.right() + ", which "
                            + lack.actor().word() + " needs");
            page.append("| " + lack.actor().word() + " | " + lack.right()
                    + lack.circumstances().stream()
                            .map(each -> " (needed " + each.words() + ")")
                            .collect(Collectors.joining())
                    + " | " + said + " |\n");
        }

        if ("write".equals(System.getProperty("millrace.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("write it with -Dtest=AccessMatrixTest -Dmillrace.docs=write")
                .hasContent(page.toString());
    }

    @Test
    void shouldSayItInOneLine() {
        Lack lack = LACKS.values().stream()
                .filter(each -> each.toString().equals("worker without READ topic millrace.weights"))
                .findFirst()
                .orElseThrow();

        assertThat(catchThrowable(() -> as(lack.user()).require(lack.actor(), List.of(), Set.of())))
                .isInstanceOf(MissingRightsException.class)
                .hasMessage("user " + lack.user() + " may not READ topic millrace.weights, which worker needs; grant it"
                        + " with `millrace acls create --role worker --user worker=" + lack.user() + "`, or as"
                        + " `millrace acls list --role worker --user worker=" + lack.user()
                        + " --format kafka-acls` says");
    }

    @Test
    void shouldHoldByKafkasRulesWhatTheBrokerAllows() throws Exception {
        try (Admin admin = broker.admin()) {
            GrantedRights rights = new GrantedRights(
                    admin.describeAcls(AclBindingFilter.ANY).values().get());
            for (Lack lack : LACKS.values()) {
                List<AclBinding> lacking = needed(lack.actor(), lack.circumstances()).stream()
                        .flatMap(grant -> grant.bindings("User:" + lack.user()).stream())
                        .filter(entry -> !rights.hold(entry))
                        .toList();
                assertThat(lacking).as(lack.toString()).hasSize(1);
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }
}
