package dev.millrace.runtime.runs;

import dev.millrace.learner.checkpoint.CheckpointObjects;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.store.KeptObject;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.UnlistedStoreException;
import dev.millrace.schemas.topic.BrokerAnswers;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicSpec;
import dev.millrace.schemas.weights.WeightKey;
import dev.millrace.schemas.weights.WeightObjects;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Takes one run off a cluster, and nothing of another: not a record, not a group, and no place where one of another's
 * groups has still to read. Runs on the caller's thread.
 */
public final class RunSweeper {

    private static final Duration REQUEST = Duration.ofSeconds(60);

    private final KafkaConnection connection;
    private final TopicCatalogue catalogue;
    private final RunId run;

    public RunSweeper(KafkaConnection connection, TopicCatalogue catalogue, RunId run) {
        this.connection = connection;
        this.catalogue = catalogue;
        this.run = run;
    }

    /**
     * Finds out what would go. Changes nothing.
     *
     * @param progress hears of each topic before it is read
     * @throws KafkaException if broker or registry refuse or do not answer
     */
    public Sweep plan(Consumer<String> progress) {
        SortedMap<String, RunTraces> runs = new RunCensus(connection, catalogue.names()).take();
        RunTraces traces = Optional.ofNullable(runs.get(run.value()))
                .orElseGet(() -> new RunTraces(
                        run, new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), OptionalInt.empty(), Optional.empty()));
        try (Admin admin = admin()) {
            RunSurvey.Result survey = new RunSurvey(connection, catalogue, run).take(progress);
            Set<String> others = new TreeSet<>(survey.others());
            others.addAll(runs.keySet());
            others.remove(run.value());
            Map<TopicPartition, Long> readers =
                    leastCommitted(admin, traces.groups().keySet());
            SortedMap<TopicPartition, Long> cuts = new TreeMap<>(
                    Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
            long records = 0;
            long all = 0;
            for (TopicShare share : survey.shares()) {
                if (!isCut(share.topic())) {
                    continue;
                }
                all += share.records();
                for (Map.Entry<TopicPartition, TopicShare.Stretch> each :
                        share.stretches().entrySet()) {
                    if (readers.getOrDefault(each.getKey(), Long.MAX_VALUE)
                            >= each.getValue().end()) {
                        cuts.put(each.getKey(), each.getValue().end());
                        records += each.getValue().records();
                    }
                }
            }
            return new Sweep(traces, survey.weights(), survey.objects(), cuts, records, all - records, others);
        }
    }

    /** Of a topic that is only compacted no records can be cut off. */
    private boolean isCut(String topic) {
        return catalogue.specs().stream()
                .filter(spec -> spec.name().equals(topic))
                .anyMatch(spec -> String.valueOf(spec.settings().get(TopicConfig.CLEANUP_POLICY_CONFIG))
                        .contains(TopicConfig.CLEANUP_POLICY_DELETE));
    }

    /** Where the groups of everybody else have read to. One that stands before a cut would find its place gone. */
    private static Map<TopicPartition, Long> leastCommitted(Admin admin, Set<String> own) {
        Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
        BrokerAnswers.await(admin.listGroups().valid(), REQUEST, "listing the groups").stream()
                .map(GroupListing::groupId)
                .filter(group -> !own.contains(group))
                .forEach(group -> groups.put(group, new ListConsumerGroupOffsetsSpec()));
        Map<TopicPartition, Long> least = new HashMap<>();
        if (!groups.isEmpty()) {
            Map<String, Map<TopicPartition, OffsetAndMetadata>> all = BrokerAnswers.await(
                    admin.listConsumerGroupOffsets(groups).all(), REQUEST, "asking where groups have read to");
            all.values()
                    .forEach(offsets -> offsets.forEach((partition, offset) -> {
                        if (offset != null) {
                            least.merge(partition, offset.offset(), Math::min);
                        }
                    }));
        }
        return least;
    }

    /**
     * Carries it out, the way from which there is no return first: who still lives is fenced, and its groups go.
     *
     * @param whole the topics of the prefix and their schemas go too, which takes that no other run is there
     * @param said hears what was done
     * @throws RunBusyException if somebody works in the run, or {@code whole} and there are others
     * @throws KafkaException if broker, registry or store refuse or do not answer; the same command again goes on
     */
    public void carryOut(Sweep sweep, boolean whole, Consumer<String> said) {
        if (sweep.traces().isWorking()) {
            throw new RunBusyException("somebody works in run " + run + ": "
                    + String.join(
                            ", ",
                            sweep.traces().groups().entrySet().stream()
                                    .filter(Map.Entry::getValue)
                                    .map(Map.Entry::getKey)
                                    .toList())
                    + " have members; stop its roles first");
        }
        if (whole && !sweep.others().isEmpty()) {
            throw new RunBusyException("the topics " + catalogue.names().prefix() + "* hold records of "
                    + String.join(", ", new TreeSet<>(sweep.others())) + " as well; leave out --topics");
        }
        try (Admin admin = admin()) {
            Set<String> ids = sweep.traces().transactionalIds();
            if (!ids.isEmpty()) {
                BrokerAnswers.await(admin.fenceProducers(ids).all(), REQUEST, "fencing the transactional ids");
                said.accept(ids.size() + " transactional ids fenced; the broker forgets them by itself");
            }
            Set<String> groups = sweep.traces().groups().keySet();
            if (!groups.isEmpty()) {
                BrokerAnswers.await(admin.deleteConsumerGroups(groups).all(), REQUEST, "deleting the groups");
                said.accept(groups.size() + " groups deleted");
            }
            deleteTopics(admin, sweep.traces().internalTopics(), "internal topics of Kafka Streams", said);
            giveUp(sweep.objects(), said);
            if (whole) {
                deleteWhole(admin, said);
                return;
            }
            takeOff(sweep.weights(), said);
            if (!sweep.cuts().isEmpty()) {
                Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
                sweep.cuts().forEach((partition, end) -> before.put(partition, RecordsToDelete.beforeOffset(end)));
                BrokerAnswers.await(admin.deleteRecords(before).all(), REQUEST, "cutting the topics");
                said.accept(sweep.records() + " records cut off " + before.size() + " partitions");
            }
        }
    }

    private void deleteWhole(Admin admin, Consumer<String> said) {
        Set<String> existing = BrokerAnswers.await(admin.listTopics().names(), REQUEST, "listing the topics");
        deleteTopics(
                admin,
                catalogue.specs().stream()
                        .map(TopicSpec::name)
                        .filter(existing::contains)
                        .toList(),
                "topics",
                said);
        try (SchemaRegistration schemas = new SchemaRegistration(connection, catalogue, REQUEST)) {
            said.accept(schemas.deleteAll().size() + " subjects deleted at " + connection.registryName());
        }
    }

    private static void deleteTopics(Admin admin, Collection<String> topics, String what, Consumer<String> said) {
        if (!topics.isEmpty()) {
            BrokerAnswers.await(admin.deleteTopics(topics).all(), REQUEST, "deleting the " + what);
            said.accept(topics.size() + " " + what + " deleted");
        }
    }

    /** The manifests first: what is left of an interrupted sweep is taken for no version. */
    private void takeOff(List<WeightKey> keys, Consumer<String> said) {
        if (keys.isEmpty()) {
            return;
        }
        String topic = catalogue.names().weights();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                connection.producer("millrace-runs"), new StringSerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = keys.stream()
                    .map(key -> producer.send(new ProducerRecord<>(topic, key.text(), null)))
                    .toList();
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("taking weights off " + topic + ": " + e.getCause(), e.getCause());
        }
        said.accept(keys.size() + " records of weights taken off; the broker compacts them away");
    }

    private void giveUp(Set<String> objects, Consumer<String> said) {
        Optional<ObjectStore> opened = connection.openStore();
        if (opened.isEmpty()) {
            return;
        }
        WeightObjects weights = new WeightObjects(catalogue.names().weights(), run);
        CheckpointObjects checkpoints = CheckpointObjects.of(catalogue.names(), run);
        try (ObjectStore store = opened.get()) {
            Set<ObjectKey> keys = new LinkedHashSet<>(held(store, checkpoints.area()));
            keys.addAll(held(store, weights.area()));
            objects.forEach(sha256 -> keys.add(weights.key(sha256)));
            for (ObjectKey key : keys) {
                store.delete(key);
            }
            if (!keys.isEmpty()) {
                said.accept(keys.size() + " objects deleted from " + store.name());
            }
        } catch (IOException e) {
            throw new KafkaException("deleting what run " + run + " has in the object store: " + e, e);
        }
    }

    /** Of a store that cannot say it, nothing: what the log names goes all the same. */
    private static List<ObjectKey> held(ObjectStore store, String area) throws IOException {
        try {
            return store.list(area).stream().map(KeptObject::key).toList();
        } catch (UnlistedStoreException e) {
            return List.of();
        }
    }

    private Admin admin() {
        return Admin.create(connection.client("millrace-runs"));
    }
}
