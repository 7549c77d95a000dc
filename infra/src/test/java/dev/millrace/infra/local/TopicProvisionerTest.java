package dev.millrace.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.RecordLimits;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicMismatchException;
import dev.millrace.schemas.topic.TopicProvisioner;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStack.class)
class TopicProvisionerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final KafkaConnection connection;
    private final Admin admin;
    private final TopicCatalogue catalogue = new TopicCatalogue(new Topics(UUID.randomUUID() + "."), 2, (short) 1);
    private final TopicProvisioner topics;

    TopicProvisionerTest(KafkaConnection connection) {
        this.connection = connection;
        admin = Admin.create(connection.client("test"));
        topics = new TopicProvisioner(admin, catalogue, TIMEOUT);
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void shouldCreateEachTopicOnceAndFindItAsItShouldBe() {
        assertThat(topics.createMissing()).hasSize(11);
        assertThat(topics.createMissing()).isEmpty();
        assertThat(topics.differences()).isEmpty();
        topics.verify();
    }

    @Test
    void shouldNameEveryMissingTopic() {
        assertThatThrownBy(topics::verify)
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContaining("there is no topic " + catalogue.names().prompts() + ", "
                        + catalogue.names().images() + ", ")
                .hasMessageEndingWith(": create them with `millrace topics create`");
    }

    @Test
    void shouldNameWhatIsLessDurableThanItShouldBe() throws Exception {
        // Given topics of one replica, and one of Kafka Streams' own that nobody can write to
        topics.createMissing();
        String internal = catalogue.names().prefix() + "demo.streams.v1-store-changelog";
        NewTopic stuck = new NewTopic(internal, 1, (short) 1).configs(Map.of("min.insync.replicas", "2"));
        admin.createTopics(List.of(stuck)).all().get();
        TopicCatalogue durable = new TopicCatalogue(catalogue.names(), 2, (short) 3);

        // When they are compared with what three replicas promise, Then all are named, and the cure
        TopicProvisioner other = new TopicProvisioner(admin, durable, TIMEOUT);
        assertThat(other.differences()).hasSize(11).allSatisfy(difference -> assertThat(difference.toString())
                .contains(": replication is 1, expected at least 3; raise it with"));
        assertThat(topics.durability(name -> name.startsWith(internal)).get(internal))
                .singleElement()
                .asString()
                .contains("min.insync.replicas is 2, expected at most its 1 replicas, or nothing can be written");
    }

    @Test
    void shouldNameTheTopicTheSettingAndBothValues() throws Exception {
        // Given a topic that somebody made otherwise
        String prompts = catalogue.names().prompts();
        NewTopic other = new NewTopic(prompts, 3, (short) 1)
                .configs(Map.of(
                        "cleanup.policy",
                        "compact",
                        "retention.ms",
                        "1000",
                        "max.message.bytes",
                        "1000",
                        "compression.type",
                        "zstd"));
        admin.createTopics(List.of(other)).all().get();
        topics.createMissing();

        // When the topics are verified, Then each difference is named
        assertThatThrownBy(topics::verify)
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContaining("topic " + prompts + ": partitions is 3, expected 2; set kafka.partitions")
                .hasMessageContaining("cleanup.policy is compact, expected delete")
                .hasMessageContaining("retention.ms is 1000, expected at least 604800000")
                .hasMessageContaining("max.message.bytes is 1000, expected at least")
                .hasMessageContaining("compression.type is zstd, expected uncompressed")
                .hasMessageContaining("--entity-name " + prompts + " --add-config cleanup.policy=delete");
        assertThat(topics.differences()).hasSize(5);
    }

    @Test
    void shouldBoundTopicsOfAnEarlierVersion() throws Exception {
        // Given a topic as earlier versions made it, which stores what producers compressed
        String metrics = catalogue.names().metrics();
        NewTopic earlier = new NewTopic(metrics, 1, (short) 1)
                .configs(Map.of("cleanup.policy", "compact,delete", "max.message.bytes", "2162688"));
        admin.createTopics(List.of(earlier)).all().get();

        // When
        topics.createMissing();

        // Then it is as new ones are
        topics.verify();
    }

    @Test
    void shouldLetTheBrokerRefuseEveryBomb() {
        // Given topics as they are made
        topics.createMissing();
        String trajectories = catalogue.names().trajectories();

        // When records come that some codec made small, Then none lies there, whatever the codec
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            assertThat(new Bomb(codec, 6 * 1024 * 1024).plant(connection, trajectories, "bomb"))
                    .as(codec)
                    .isFalse();
        }
        assertThat(new Bomb("zstd", 256 * 1024 * 1024).plant(connection, trajectories, "bomb"))
                .isFalse();
        assertThat(new Bomb("zstd", RecordLimits.MAX_RECORD_BYTES).plant(connection, trajectories, "large"))
                .isTrue();
    }
}
