package dev.millrace.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.EvaluatorName;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicSpec;
import dev.millrace.schemas.topic.Topics;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The names in the table are those that the code makes; {@code SecretsOfARunTest} lives with these rights alone. */
class AccessTableTest {

    private static final Topics TOPICS = new Topics("millrace.");
    private static final RunNames NAMES = new RunNames(TOPICS, new RunId("r7"));
    private static final List<String> APPLICATIONS = List.of(NAMES.streams(), NAMES.metrics());

    private static final Map<Actor, List<String>> GROUPS = Map.of(
            Actor.FEEDER, List.of(NAMES.workers()),
            Actor.WORKER, List.of(NAMES.workers(), NAMES.workerClaims(), NAMES.workerDrops()),
            Actor.SCORER, List.of(NAMES.scorer("format")),
            Actor.STREAMS, APPLICATIONS,
            Actor.LEARNER, List.of(NAMES.learner()),
            Actor.AUDITOR, List.of(NAMES.learner()),
            Actor.CLEANER, List.of(NAMES.learner(), NAMES.workers(), NAMES.streams()),
            Actor.PAGE, List.of(NAMES.workers(), NAMES.scorer("format"), NAMES.streams(), NAMES.learner()));

    /** Kafka Streams puts words behind the names of its applications. */
    private static final Map<Actor, List<String>> IDS = Map.of(
            Actor.WORKER, List.of(NAMES.worker("w0").transactionalId()),
            Actor.STREAMS, APPLICATIONS.stream().map(id -> id + "-0").toList(),
            Actor.LEARNER, List.of(NAMES.learner()),
            Actor.EVALUATOR, List.of(NAMES.evaluator(new EvaluatorName("held-out"))),
            Actor.REPLAYER, List.of(NAMES.replay()),
            Actor.AUDITOR, List.of(NAMES.learner()),
            Actor.CLEANER, List.of(NAMES.learner()));

    private static final List<String> INTERNAL =
            APPLICATIONS.stream().map(id -> id + "-x-changelog").toList();

    private final AccessTable table = new AccessTable(NAMES);

    private static List<String> topics() {
        return new TopicCatalogue(TOPICS, 1, (short) 1)
                .specs().stream().map(TopicSpec::name).toList();
    }

    private static List<String> known(Grant grant) {
        return switch (grant.resource().resourceType()) {
            case GROUP -> GROUPS.getOrDefault(grant.actor(), List.of());
            case TRANSACTIONAL_ID -> IDS.getOrDefault(grant.actor(), List.of());
            default -> Stream.concat(topics().stream(), INTERNAL.stream()).toList();
        };
    }

    @Test
    void shouldCoverTheNamesThatRolesGoBy() {
        Map<ResourceType, Map<Actor, List<String>>> all =
                Map.of(ResourceType.GROUP, GROUPS, ResourceType.TRANSACTIONAL_ID, IDS);
        all.forEach((type, names) -> names.forEach((actor, ofActor) -> assertThat(ofActor)
                .as("%s of %s", type, actor)
                .allMatch(name -> table.of(List.of(actor)).stream().anyMatch(grant -> grant.covers(type, name)))));
    }

    @Test
    void shouldNameNothingThatNobodyHas() {
        assertThat(table.grants()).allSatisfy(grant -> assertThat(known(grant))
                .as(grant.toString())
                .anyMatch(name -> grant.covers(grant.resource().resourceType(), name)
                        && (grant.resource().patternType() == PatternType.PREFIXED
                                || grant.resource().name().equals(name))));
    }

    @Test
    void shouldLetSomebodyReadAndSomebodyWriteEachTopic() {
        Set<Actor> roles =
                EnumSet.complementOf(EnumSet.of(Actor.AUDITOR, Actor.REPLAYER, Actor.PROVISIONER, Actor.CLEANER));
        for (String topic : topics()) {
            for (AclOperation operation : List.of(AclOperation.READ, AclOperation.WRITE)) {
                assertThat(table.of(roles))
                        .as("%s %s", operation, topic)
                        .anyMatch(grant -> grant.covers(ResourceType.TOPIC, topic)
                                && grant.operations().contains(operation));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Actor.class)
    void shouldTouchNothingOfAnotherRunBesideTheTopics(Actor actor) {
        RunNames other = new RunNames(TOPICS, new RunId("r8"));

        // Who counts runs sees those of others.
        List<Grant> grants = table.of(List.of(actor)).stream()
                .filter(grant -> !grant.operations().equals(List.of(AclOperation.DESCRIBE)))
                .toList();

        assertThat(grants)
                .noneMatch(grant -> grant.covers(ResourceType.GROUP, other.learner())
                        || grant.covers(ResourceType.GROUP, other.workers())
                        || grant.covers(ResourceType.TRANSACTIONAL_ID, other.learner())
                        || grant.covers(
                                ResourceType.TRANSACTIONAL_ID,
                                other.worker("w0").transactionalId()));
    }

    @Test
    void shouldSayAllTopicsWhereThePrefixIsEmpty() {
        AccessTable bare = new AccessTable(new RunNames(new Topics(""), new RunId("r7")));

        List<Grant> grants = bare.of(List.of(Actor.AUDITOR));

        assertThat(grants.get(0).resource().name()).isEqualTo("*");
        assertThat(grants.get(0).resource().patternType()).isEqualTo(PatternType.LITERAL);
    }
}
