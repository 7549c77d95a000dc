package dev.millrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicSpec;
import dev.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** The names in the table of rights are those that the code makes; {@link SecretsOfARunTest} lives with these rights. */
class RightsTableTest {

    private static final Topics TOPICS = new Topics("millrace.");
    private static final RunId RUN = new RunId("r7");
    private static final RunNames NAMES = new RunNames(TOPICS, RUN);

    private final RightsTable table;

    RightsTableTest() throws IOException {
        table = RightsTable.read(Path.of(System.getProperty("millrace.root", ".."), "docs/security.md"), TOPICS, RUN);
    }

    /** Names of groups by role. */
    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new TreeMap<>();
        groups.put("feeder", List.of(NAMES.workers()));
        groups.put("worker", List.of(NAMES.workers(), NAMES.workerDrops()));
        groups.put("scorer", List.of(NAMES.scorer("format")));
        groups.put("streams", applications());
        groups.put("learner", List.of(NAMES.learner()));
        groups.put("audit", List.of(NAMES.learner()));
        groups.put("page, watch", List.of(NAMES.workers(), NAMES.scorer("format"), NAMES.streams(), NAMES.learner()));
        return groups;
    }

    /** Kafka Streams puts words behind these names for its topics and transactional ids. */
    private static List<String> applications() {
        return List.of(NAMES.streams(), NAMES.metrics());
    }

    private static Map<String, List<String>> transactionalIds() {
        return Map.of(
                "worker", List.of(NAMES.worker("w0").transactionalId()),
                "streams", applications().stream().map(id -> id + "-0").toList(),
                "learner", List.of(NAMES.learner()));
    }

    private static Map<String, List<String>> internalTopics() {
        return Map.of(
                "streams",
                applications().stream().map(id -> id + "-x-changelog").toList());
    }

    @Test
    void shouldCoverTheNamesThatRolesGoBy() {
        covers(ResourceType.GROUP, groups());
        covers(ResourceType.TRANSACTIONAL_ID, transactionalIds());
        covers(ResourceType.TOPIC, internalTopics());
    }

    private void covers(ResourceType type, Map<String, List<String>> names) {
        names.forEach((principal, all) -> assertThat(all).as(principal).allMatch(name -> table.of(principal).stream()
                .filter(row -> row.principal().equals(principal))
                .anyMatch(row -> row.covers(type, name))));
    }

    @Test
    void shouldNameNothingThatNobodyHas() {
        List<String> topics = new TopicCatalogue(TOPICS, 1, (short) 1)
                .specs().stream().map(TopicSpec::name).toList();
        for (RightsTable.Row row : table.rows()) {
            row.resources().forEach(resource -> {
                List<String> known =
                        switch (resource.resourceType()) {
                            case GROUP -> groups().getOrDefault(row.principal(), List.of());
                            case TRANSACTIONAL_ID -> transactionalIds().getOrDefault(row.principal(), List.of());
                            default ->
                                resource.patternType() == PatternType.LITERAL
                                                || topics.stream().allMatch(topic -> topic.startsWith(resource.name()))
                                        ? topics
                                        : internalTopics().getOrDefault(row.principal(), List.of());
                        };
                assertThat(known)
                        .as("%s of %s", resource, row.principal())
                        .anyMatch(name -> row.covers(resource.resourceType(), name));
                if (resource.patternType() == PatternType.LITERAL) {
                    assertThat(known).as(row.principal()).contains(resource.name());
                } else {
                    assertThat(known).as(row.principal()).anyMatch(name -> name.startsWith(resource.name()));
                }
            });
        }
    }

    @Test
    void shouldLetSomebodyReadAndSomebodyWriteEachTopic() {
        for (TopicSpec topic : new TopicCatalogue(TOPICS, 1, (short) 1).specs()) {
            for (String operation : List.of("READ", "WRITE")) {
                assertThat(table.rows())
                        .as("%s %s", operation, topic.name())
                        .anyMatch(row -> row.covers(ResourceType.TOPIC, topic.name())
                                && !row.principal().equals("audit")
                                && row.operations().stream()
                                        .anyMatch(may -> may.name().equals(operation)));
            }
        }
    }
}
