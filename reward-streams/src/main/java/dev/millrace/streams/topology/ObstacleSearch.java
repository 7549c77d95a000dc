package dev.millrace.streams.topology;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.notice.CauseChain;
import dev.millrace.schemas.topic.BrokerAnswers;
import dev.millrace.schemas.topic.Durability;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupSubtopologyDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Asks the broker why an instance does not come to run. Kafka Streams waits without an error where its internal topics are
 * missing and may not be made, and where nobody has assigned it anything yet; its reason is a line in a log at most. This
 * changes nothing: topics are only asked for as if they were made. Belongs to the caller's thread.
 */
final class ObstacleSearch {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaConnection connection;
    private final String applicationId;
    private final Durability durability;

    ObstacleSearch(KafkaConnection connection, String applicationId, Durability durability) {
        this.connection = connection;
        this.applicationId = applicationId;
        this.durability = durability;
    }

    /** The first obstacle that is found, or what the broker says of the group. */
    Obstacle find() {
        try (Admin admin = Admin.create(connection.client(applicationId + "-obstacles"))) {
            StreamsGroupDescription group = Objects.requireNonNull(BrokerAnswers.await(
                            admin.describeStreamsGroups(List.of(applicationId)).all(),
                            PATIENCE,
                            "describing group " + applicationId)
                    .get(applicationId));
            return missing(admin, internalTopics(group))
                    .orElseGet(() -> new Obstacle(
                            "its group " + applicationId + " is " + group.groupState() + " with "
                                    + group.members().size() + " members",
                            false));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            return new Obstacle(
                    "its group " + applicationId + " cannot be looked at: "
                            + CauseChain.of(e).message(),
                    false);
        }
    }

    private static Set<String> internalTopics(StreamsGroupDescription group) {
        Set<String> names = new TreeSet<>();
        group.subtopologies().stream()
                .flatMap(ObstacleSearch::internalTopics)
                .map(Map::keySet)
                .forEach(names::addAll);
        return names;
    }

    private static Stream<Map<String, StreamsGroupSubtopologyDescription.TopicInfo>> internalTopics(
            StreamsGroupSubtopologyDescription part) {
        return Stream.of(part.stateChangelogTopics(), part.repartitionSourceTopics());
    }

    private Optional<Obstacle> missing(Admin admin, Set<String> wanted) {
        Set<String> names = new HashSet<>(wanted);
        names.removeAll(BrokerAnswers.await(admin.listTopics().names(), PATIENCE, "listing the topics"));
        for (String name : names.stream().sorted().toList()) {
            Optional<Short> replicas =
                    durability.replicas() > 1 ? Optional.of((short) durability.replicas()) : Optional.empty();
            List<NewTopic> asked = List.of(new NewTopic(name, Optional.of(1), replicas));
            try {
                BrokerAnswers.await(
                        admin.createTopics(asked, new CreateTopicsOptions().validateOnly(true))
                                .all(),
                        PATIENCE,
                        "asking for topic " + name);
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                return Optional.of(Obstacle.refused(name, applicationId, connection.user(), e));
            }
        }
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new Obstacle("internal topics " + names + " are not there yet", false));
    }
}
