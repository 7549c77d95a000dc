package dev.millrace.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cli.CommandRun;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.OwnTopics;
import dev.millrace.testing.SharedStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs that share topics: one of them is listed, shown and deleted, and the others keep all they have. */
@ExtendWith(SharedStack.class)
@Timeout(120)
class RunsCommandTest {

    private static final RunId A = new RunId("a");
    private static final RunId DOTTED = new RunId("a.b");
    private static final RunId C = new RunId("c");

    private final KafkaConnection connection;
    private final Topics topics;
    private final Admin admin;

    RunsCommandTest(KafkaConnection connection) {
        this.connection = connection;
        this.topics = OwnTopics.create(connection, UUID.randomUUID() + ".", 2);
        this.admin = Admin.create(connection.client("runs-test"));
    }

    /**
     * On prompts-0: a, a, c, a, where a group of c has still to read; on drops-0: a, a, and on drops-1: c, a. A step of run
     * {@code a.b}, whose names can be read as if they were of {@code a}.
     */
    @BeforeEach
    void publish() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                connection.transactionalProducer("t", names(A).learner()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (RunId run : List.of(A, A, C, A)) {
                send(producer, topics.prompts(), 0, "p", Prompt.class, prompt(run));
            }
            send(producer, topics.drops(), 0, "a/0/0", Drop.class, drop(A));
            send(producer, topics.drops(), 0, "a/0/1", Drop.class, drop(A));
            send(producer, topics.drops(), 1, "c/0/2", Drop.class, drop(C));
            send(producer, topics.drops(), 1, "a/0/3", Drop.class, drop(A));
            for (String key : List.of("a/0/manifest", "a/0/0", "c/0/manifest", "c/0/0")) {
                var unused = producer.send(new ProducerRecord<>(topics.weights(), 0, bytes(key), new byte[] {1}));
            }
            var unused = producer.send(
                    new ProducerRecord<>(topics.trainingSteps(), 0, bytes(DOTTED.value()), new byte[] {1}));
            producer.commitTransaction();
        }
        commit(names(A).learner(), new TopicPartition(topics.experience(), 0));
        commit(names(C).workers(), new TopicPartition(topics.prompts(), 0));
        commit(names(DOTTED).workers(), new TopicPartition(topics.prompts(), 1));
        admin.createTopics(List.of(
                        new NewTopic(names(A).streams() + "-x-changelog", 1, (short) 1),
                        new NewTopic(names(DOTTED).streams() + "-x-changelog", 1, (short) 1)))
                .all()
                .get();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void shouldListTheRunsByWhatTheyHave() throws Exception {
        CommandRun listed = millrace("list", "--json", "-");

        JsonNode runs = new ObjectMapper().readTree(listed.out());
        assertThat(runs).as(listed.err()).hasSize(3);
        assertThat(runs.get(0).path("run").asText()).isEqualTo("a");
        assertThat(runs.get(0).path("transactional_ids").get(0).asText()).isEqualTo(names(A).learner());
        assertThat(runs.get(0).path("internal_topics").get(0).asText()).isEqualTo(names(A).streams() + "-x-changelog");
        assertThat(runs.get(1).path("run").asText()).isEqualTo("a.b");
        assertThat(runs.get(1).path("groups").has(names(DOTTED).workers())).isTrue();
        assertThat(runs.get(2).path("working").asBoolean()).isFalse();
    }

    @Test
    void shouldShowTheRecordsOfOneRun() throws Exception {
        CommandRun shown = millrace("show", "a", "--json", "-");

        JsonNode all = new ObjectMapper().readTree(shown.out()).path("topics");
        JsonNode prompts = all.get(0);
        assertThat(prompts.path("topic").asText()).as(shown.err()).isEqualTo(topics.prompts());
        assertThat(prompts.path("records").asInt()).isEqualTo(3);
        assertThat(prompts.path("others").asInt()).isEqualTo(1);
        assertThat(prompts.path("bytes").asInt()).isGreaterThan(3 * 10);
    }

    @Test
    void shouldDeleteNothingUnlessItIsMeant() throws Exception {
        CommandRun asked = millrace("delete", "a");

        assertThat(asked.exitCode()).isEqualTo(2);
        assertThat(asked.err()).contains("nothing is deleted; add --yes");
        assertThat(asked.out()).contains("group " + names(A).learner());
        assertThat(groups()).contains(names(A).learner());
    }

    @Test
    void shouldDeleteOneRunAndNothingOfTheOthers() throws Exception {
        CommandRun deleted = millrace("delete", "a", "--yes");

        assertThat(deleted.exitCode()).as(deleted.err()).isZero();
        assertThat(deleted.out()).contains("2 records cut off 1 partitions", "4 records stay");
        assertThat(groups()).containsExactly(names(DOTTED).workers(), names(C).workers());
        assertThat(admin.listTopics().names().get())
                .contains(names(DOTTED).streams() + "-x-changelog")
                .doesNotContain(names(A).streams() + "-x-changelog");
        assertThat(begin(topics.prompts(), 0)).isZero(); // where a group of c stands
        assertThat(begin(topics.drops(), 0)).isEqualTo(begin(topics.drops(), 0, OffsetSpec.latest()));
        assertThat(begin(topics.drops(), 1)).isZero();
        assertThat(weights())
                .containsExactly("a/0/manifest", "a/0/0", "c/0/manifest", "c/0/0", "a/0/manifest gone", "a/0/0 gone");
    }

    @Test
    void shouldDeleteNoTopicThatOthersUse() throws Exception {
        CommandRun refused = millrace("delete", "a", "--topics", "--yes");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("hold records of a.b, c as well; leave out --topics");
        assertThat(groups()).contains(names(A).learner());
    }

    @Test
    void shouldDeleteTopicsAndSchemasWhereNoOtherRunIs() throws Exception {
        Topics alone = OwnTopics.create(connection, 2);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                connection.producer("alone"), new ByteArraySerializer(), new ByteArraySerializer())) {
            send(producer, alone.prompts(), 0, "p", Prompt.class, prompt(A));
        }

        CommandRun deleted = under(alone, "delete", "a", "--topics", "--yes");

        assertThat(deleted.exitCode()).as(deleted.err()).isZero();
        assertThat(deleted.out()).contains("12 topics deleted", "11 subjects deleted");
        assertThat(admin.listTopics().names().get()).noneMatch(topic -> topic.startsWith(alone.prefix()));
        assertThat(admin.listTopics().names().get()).contains(topics.prompts());
    }

    @Test
    void shouldDeleteNoRunInWhichSomebodyWorks() throws Exception {
        Map<String, Object> settings = connection.consumer("member");
        settings.put("group.id", names(A).scorer("x"));
        settings.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> member =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            member.subscribe(List.of(topics.scoresLate()));
            while (member.assignment().isEmpty()) {
                member.poll(Duration.ofMillis(100));
            }

            CommandRun refused = millrace("delete", "a", "--yes");

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .contains(
                            "somebody works in run a: " + names(A).scorer("x") + " have members; stop its roles first");
        }
        assertThat(groups()).contains(names(A).learner());
    }

    @Test
    void shouldNameTheRunsThereAreWhereOneIsNot() throws Exception {
        CommandRun unknown = millrace("delete", "nobody", "--yes");

        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("there is no run nobody under the prefix")
                .contains("known: a, a.b, c");
    }

    private CommandRun millrace(String... words) {
        return under(topics, words);
    }

    private CommandRun under(Topics these, String... words) {
        List<String> all = new ArrayList<>(List.of("runs"));
        all.addAll(List.of(words));
        all.addAll(List.of(
                "-s",
                "kafka.bootstrap=" + connection.bootstrapServers(),
                "-s",
                "kafka.registry=" + connection.registryUrl(),
                "-s",
                "kafka.partitions=2",
                "-s",
                "kafka.topic_prefix=" + these.prefix()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private RunNames names(RunId run) {
        return new RunNames(topics, run);
    }

    private List<String> groups() throws Exception {
        return admin.listGroups().valid().get().stream()
                .map(GroupListing::groupId)
                .filter(group -> group.startsWith(topics.prefix()))
                .sorted()
                .toList();
    }

    private long begin(String topic, int partition) throws Exception {
        return begin(topic, partition, OffsetSpec.earliest());
    }

    private long begin(String topic, int partition, OffsetSpec which) throws Exception {
        TopicPartition place = new TopicPartition(topic, partition);
        return admin.listOffsets(Map.of(place, which))
                .partitionResult(place)
                .get()
                .offset();
    }

    /** The keys of the weights in their order; compaction has not begun. */
    private List<String> weights() {
        List<String> keys = new ArrayList<>();
        TopicPartition place = new TopicPartition(topics.weights(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.reader("weights"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            long end = consumer.endOffsets(List.of(place)).get(place);
            while (consumer.position(place) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    keys.add(
                            new String(record.key(), StandardCharsets.UTF_8) + (record.value() == null ? " gone" : ""));
                }
            }
        }
        return keys;
    }

    private void commit(String group, TopicPartition place) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(place, new OffsetAndMetadata(1)))
                .all()
                .get();
    }

    private <T extends SpecificRecord> void send(
            KafkaProducer<byte[], byte[]> producer, String topic, int partition, String key, Class<T> type, T value) {
        try (Serializer<T> serializer = new AvroSerdes(connection).serializer(type)) {
            var unused = producer.send(
                    new ProducerRecord<>(topic, partition, bytes(key), serializer.serialize(topic, value)));
        }
    }

    private static Prompt prompt(RunId run) {
        return Prompt.newBuilder()
                .setRunId(run.value())
                .setPromptId("p")
                .setTask(Task.UNDERSTANDING)
                .setText("what?")
                .build();
    }

    private static Drop drop(RunId run) {
        return Drop.newBuilder()
                .setRunId(run.value())
                .setGroupId(run + "/0/0")
                .setIndices(PackedInts.of().bytes())
                .setWholeGroup(true)
                .setReason(DropReason.ZERO_VARIANCE)
                .setDroppedBy("worker")
                .setDroppedAt(Instant.EPOCH)
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
