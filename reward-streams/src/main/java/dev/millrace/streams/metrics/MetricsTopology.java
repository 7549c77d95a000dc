package dev.millrace.streams.metrics;

import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * All topics of a run in, metrics out: totals, and figures by windows of {@link #WINDOW}.
 *
 * <pre>
 * trajectories, scores, drops, ──────────────────────────┐
 * scores-late, dead-letters                              ├→ measures ──────┐
 * training-steps → trained-groups → (trained, by group) ─┘                 ├→ metrics
 * experience ──────────────────────────────────────────────→ closed-groups ┘
 * </pre>
 *
 * <p>Each partition is counted apart and readers add the parts up, so trajectories are not moved; only the ids of what
 * was trained are, to where their group is; a rewind is told to all. Topics that are merged have the same number of partitions: under the streams
 * protocol a task waits for ever for a partition that its topic does not have. Hence experience, which has one, is
 * counted apart. The names stand in internal topics: a change of any is a new {@link RunNames#METRICS_VERSION}.
 */
public final class MetricsTopology {

    /** Length of a window, in time of the records. */
    public static final Duration WINDOW = Duration.ofSeconds(5);

    static final String RECORDS_SOURCE = "records-source";
    static final String STEPS_SOURCE = "training-steps-source";
    static final String TRAINED_GROUPS = "trained-groups";
    static final String TRAINED = "trained";
    static final String RECORDS = "records";
    static final String MEASURES = "measures";
    static final String METRICS_SINK = "metrics-sink";
    static final String EXPERIENCE_SOURCE = "experience-source";
    static final String CLOSED_GROUPS = "closed-groups";
    static final String CLOSED_SINK = "closed-sink";
    static final String CLOSED_WINDOWS_STORE = "closed-windows";
    static final String WINDOWS_STORE = "windows";
    static final String LEDGERS_STORE = "ledgers";
    static final String SETTLED_STORE = "settled-expiries";
    static final String REWINDS_STORE = "rewinds";

    private MetricsTopology() {}

    /**
     * The topology of one run.
     *
     * @param run other runs' records on the same topics are passed over
     * @param partitions partitions of the topics about groups
     * @param headline the scorer whose scores are counted by category
     */
    public static Topology build(RunId run, Topics topics, AvroSerdes serdes, int partitions, String headline) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(store(WINDOWS_STORE, Serdes.Long()));
        builder.addStateStore(store(LEDGERS_STORE, Serdes.String()));
        builder.addStateStore(store(SETTLED_STORE, Serdes.Bytes()));
        builder.addStateStore(store(REWINDS_STORE, Serdes.Long()));
        builder.addStateStore(store(CLOSED_WINDOWS_STORE, Serdes.Long()));
        Deserializer<TrainingStep> steps = serdes.deserializer(TrainingStep.class);
        KStream<byte[], byte[]> trained = builder.stream(topics.trainingSteps(), raw().withName(STEPS_SOURCE))
                .flatMap((key, value) -> trained(run, topics, steps, value), Named.as(TRAINED_GROUPS))
                .repartition(Repartitioned.<byte[], byte[]>as(TRAINED)
                        .withKeySerde(Serdes.ByteArray())
                        .withValueSerde(Serdes.ByteArray())
                        .withStreamPartitioner(MetricsTopology::partitions)
                        .withNumberOfPartitions(partitions));
        builder.stream(
                        List.of(
                                topics.trajectories(),
                                topics.scores(),
                                topics.drops(),
                                topics.scoresLate(),
                                topics.deadLetters()),
                        raw().withName(RECORDS_SOURCE))
                .merge(trained, Named.as(RECORDS))
                .process(
                        () -> new Measures(run, topics, serdes),
                        Named.as(MEASURES),
                        WINDOWS_STORE,
                        LEDGERS_STORE,
                        SETTLED_STORE,
                        REWINDS_STORE)
                .to(topics.metrics(), windows(serdes, METRICS_SINK));
        builder.stream(topics.experience(), raw().withName(EXPERIENCE_SOURCE))
                .process(
                        () -> new ClosedGroups(run, topics, serdes, partitions, headline),
                        Named.as(CLOSED_GROUPS),
                        CLOSED_WINDOWS_STORE)
                .to(topics.metrics(), windows(serdes, CLOSED_SINK));
        return builder.build();
    }

    private static Produced<String, MetricWindow> windows(AvroSerdes serdes, String name) {
        return Produced.with(Serdes.String(), serdes.serde(MetricWindow.class)).withName(name);
    }

    /** Values stay bytes until they are measured: a record that cannot be read is counted and set aside by no one. */
    private static Consumed<byte[], byte[]> raw() {
        return Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withOffsetResetPolicy(AutoOffsetReset.earliest());
    }

    private static List<KeyValue<byte[], byte[]>> trained(
            RunId run, Topics topics, Deserializer<TrainingStep> steps, byte @Nullable [] value) {
        TrainingStep step;
        try {
            step = value == null ? null : steps.deserialize(topics.trainingSteps(), value);
        } catch (SerializationException e) {
            return List.of();
        }
        if (step == null || !step.getRunId().equals(run.value())) {
            return List.of();
        }
        if (RecordedVersions.isRewind(step)) {
            return List.of(
                    KeyValue.pair(key(run.value()), new LearnerEvent.Rewound(RecordedVersions.rewind(step)).encode()));
        }
        List<KeyValue<byte[], byte[]>> groups = new ArrayList<>();
        for (TrainedGroup group : step.getGroups()) {
            groups.add(KeyValue.pair(
                    key(group.getGroupId()),
                    LearnerEvent.Trained.of(step, group).encode()));
        }
        return groups;
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What is not for all partitions goes where its key does. */
    private static Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int count) {
        return LearnerEvent.isForAll(value)
                ? Optional.of(IntStream.range(0, count).boxed().collect(Collectors.toSet()))
                : Optional.empty();
    }

    private static <K> StoreBuilder<KeyValueStore<K, byte[]>> store(String name, Serde<K> keys) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
                .withCachingEnabled();
    }
}
