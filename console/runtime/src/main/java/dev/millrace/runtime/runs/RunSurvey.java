package dev.millrace.runtime.runs;

import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicSpec;
import dev.millrace.schemas.weights.WeightInventory;
import dev.millrace.schemas.weights.WeightKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads all topics once, for what one run has in them. Committed records only, as far as they go when a topic is begun. */
public final class RunSurvey {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KafkaConnection connection;
    private final TopicCatalogue catalogue;
    private final RunId run;

    public RunSurvey(KafkaConnection connection, TopicCatalogue catalogue, RunId run) {
        this.connection = connection;
        this.catalogue = catalogue;
        this.run = run;
    }

    /**
     * What was found.
     *
     * @param shares topic by topic, in the order of the catalogue
     * @param weights keys of the run on the weights topic, in the order in which they are taken off
     * @param manifests how many versions of weights were read, those too that are trimmed and not compacted away yet
     * @param objects digests of what the store holds for it
     * @param others ids of the other runs that have records
     */
    public record Result(
            List<TopicShare> shares, List<WeightKey> weights, long manifests, Set<String> objects, Set<String> others) {

        public Result {
            shares = List.copyOf(shares);
            weights = List.copyOf(weights);
            objects = Set.copyOf(objects);
            others = Set.copyOf(others);
        }

        /** Records of the run in a topic. */
        public long records(String topic) {
            return shares.stream()
                    .filter(share -> share.topic().equals(topic))
                    .mapToLong(TopicShare::records)
                    .sum();
        }
    }

    /**
     * Reads.
     *
     * @param progress hears of each topic before it is read
     * @throws org.apache.kafka.common.KafkaException if broker or registry refuse or do not answer
     */
    public Result take(Consumer<String> progress) {
        AvroSerdes serdes = new AvroSerdes(connection);
        WeightInventory inventory = new WeightInventory(run);
        Set<String> others = new TreeSet<>();
        long manifests = 0;
        List<TopicShare> shares = new ArrayList<>();
        try (RecordOwner owner = new RecordOwner(serdes, catalogue);
                Deserializer<WeightRecord> weights = serdes.deserializer(WeightRecord.class);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        connection.reader("millrace-runs"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Set<String> existing = consumer.listTopics().keySet();
            for (TopicSpec spec : catalogue.specs()) {
                if (!existing.contains(spec.name())) {
                    continue;
                }
                progress.accept(spec.name());
                Share share = new Share(spec.name());
                ReadToEnd<byte[], byte[]> reading =
                        ReadToEnd.ofTopic(consumer, spec.name()).within(PATIENCE);
                while (!reading.isDone()) {
                    for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                        Optional<String> of = owner.of(record);
                        boolean own = of.filter(run.value()::equals).isPresent();
                        share.add(record, own);
                        of.filter(each -> !each.equals(run.value())).ifPresent(others::add);
                        if (own && spec.name().equals(catalogue.names().weights())) {
                            manifests += note(record, weights, inventory) ? 1 : 0;
                        }
                    }
                }
                consumer.assignment().forEach(partition -> share.end(partition, consumer.position(partition)));
                shares.add(share.found());
            }
        }
        return new Result(
                shares,
                inventory.upTo(Integer.MAX_VALUE),
                manifests,
                inventory.releaseObjectsUpTo(Integer.MAX_VALUE),
                others);
    }

    /** Whether it is a manifest. */
    private static boolean note(
            ConsumerRecord<byte[], byte[]> record, Deserializer<WeightRecord> weights, WeightInventory inventory) {
        Optional<WeightKey> key = WeightKey.parse(record.key());
        if (record.value() == null) {
            key.ifPresent(inventory::remove);
            return false;
        }
        key.ifPresent(inventory::add);
        boolean isManifest =
                key.filter(each -> each.part() == WeightKey.MANIFEST).isPresent();
        if (isManifest) {
            try {
                inventory.add(weights.deserialize(record.topic(), record.value()));
            } catch (SerializationException e) {
                return true; // what it names is not known; the record goes by its key
            }
        }
        return isManifest;
    }

    /** One topic while it is read. */
    private static final class Share {

        private final String topic;
        private final Map<TopicPartition, Long> firstOther = new HashMap<>();
        private final Map<TopicPartition, Long> leading = new HashMap<>();
        private final Map<TopicPartition, TopicShare.Stretch> stretches = new HashMap<>();
        private long records;
        private long bytes;
        private long others;

        Share(String topic) {
            this.topic = topic;
        }

        void add(ConsumerRecord<byte[], byte[]> record, boolean own) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (!own) {
                others++;
                firstOther.putIfAbsent(partition, record.offset());
                return;
            }
            records++;
            bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
            if (!firstOther.containsKey(partition)) {
                leading.merge(partition, 1L, Long::sum);
            }
        }

        void end(TopicPartition partition, long position) {
            long count = leading.getOrDefault(partition, 0L);
            if (count > 0) {
                long end = firstOther.getOrDefault(partition, position);
                stretches.put(partition, new TopicShare.Stretch(end, count));
            }
        }

        TopicShare found() {
            return new TopicShare(topic, records, bytes, others, stretches);
        }
    }
}
