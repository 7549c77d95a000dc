package dev.millrace.runtime.runs;

import dev.millrace.monitoring.runs.RunPresence;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.topic.BrokerAnswers;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Finds the runs under one prefix: by their groups, transactional ids and internal topics, and by their training steps. */
public final class RunCensus {

    private static final Duration REQUEST = Duration.ofSeconds(30);

    private final KafkaConnection connection;
    private final Topics topics;

    public RunCensus(KafkaConnection connection, Topics topics) {
        this.connection = connection;
        this.topics = topics;
    }

    /**
     * All that this user may see of them, by their ids.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker refuses or does not answer
     */
    public SortedMap<String, RunTraces> take() {
        try (Admin admin = Admin.create(connection.client("millrace-runs"))) {
            Set<String> names = BrokerAnswers.await(admin.listTopics().names(), REQUEST, "listing the topics");
            Map<String, ConsumerRecord<byte[], byte[]>> steps =
                    names.contains(topics.trainingSteps()) ? newestSteps() : Map.of();
            NameOwner owner = new NameOwner(topics, steps.keySet());
            Collection<GroupListing> groups =
                    BrokerAnswers.await(admin.listGroups().valid(), REQUEST, "listing the groups");
            Set<String> ids = new TreeSet<>();
            BrokerAnswers.await(admin.listTransactions().all(), REQUEST, "listing the transactional ids").stream()
                    .map(TransactionListing::transactionalId)
                    .forEach(ids::add);
            SortedMap<String, RunTraces> found = new TreeMap<>();
            Stream.of(
                            steps.keySet().stream(),
                            Stream.of(names, ids)
                                    .flatMap(Collection::stream)
                                    .flatMap(name -> owner.of(name).stream())
                                    .map(RunId::value),
                            groups.stream()
                                    .flatMap(group -> owner.of(group.groupId()).stream())
                                    .map(RunId::value))
                    .flatMap(each -> each)
                    .distinct()
                    .forEach(run -> found.put(run, traces(new RunId(run), owner, groups, names, ids, steps.get(run))));
            return found;
        }
    }

    /** Who is there, for those who watch. */
    public Collection<RunPresence> presences() {
        return take().values().stream()
                .map(run -> new RunPresence(run.run().value(), run.isWorking()))
                .toList();
    }

    private RunTraces traces(
            RunId run,
            NameOwner owner,
            Collection<GroupListing> groups,
            Set<String> names,
            Set<String> ids,
            @Nullable ConsumerRecord<byte[], byte[]> step) {
        SortedMap<String, Boolean> own = new TreeMap<>();
        groups.stream()
                .filter(group -> owner.of(group.groupId()).filter(run::equals).isPresent())
                .forEach(group -> own.put(group.groupId(), isWorking(group)));
        return new RunTraces(
                run,
                own,
                ofRun(run, owner, names),
                ofRun(run, owner, ids),
                step == null ? OptionalInt.empty() : number(step),
                Optional.ofNullable(step).map(record -> Instant.ofEpochMilli(record.timestamp())));
    }

    private static SortedSet<String> ofRun(RunId run, NameOwner owner, Set<String> names) {
        SortedSet<String> own = new TreeSet<>();
        names.stream()
                .filter(name -> owner.of(name).filter(run::equals).isPresent())
                .forEach(own::add);
        return own;
    }

    static boolean isWorking(GroupListing group) {
        return group.groupState()
                .filter(state -> state != GroupState.EMPTY && state != GroupState.DEAD)
                .isPresent();
    }

    private Map<String, ConsumerRecord<byte[], byte[]>> newestSteps() {
        Map<String, ConsumerRecord<byte[], byte[]>> newest = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.reader("millrace-runs"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            ReadToEnd<byte[], byte[]> reading =
                    ReadToEnd.ofTopic(consumer, topics.trainingSteps()).within(REQUEST);
            while (!reading.isDone()) {
                for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                    String run = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
                    if (RunId.isValid(run)) {
                        newest.put(run, record);
                    }
                }
            }
        }
        return newest;
    }

    private OptionalInt number(ConsumerRecord<byte[], byte[]> record) {
        try (Deserializer<TrainingStep> steps = new AvroSerdes(connection).deserializer(TrainingStep.class)) {
            return OptionalInt.of(
                    steps.deserialize(record.topic(), record.value()).getStep());
        } catch (SerializationException e) {
            return OptionalInt.empty(); // a bad record; which run it is of, its key says all the same
        }
    }
}
