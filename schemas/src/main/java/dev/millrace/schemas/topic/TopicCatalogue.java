package dev.millrace.schemas.topic;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.WeightRecord;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Every topic of Millrace, and what it must look like.
 *
 * <p>The topics about groups have the same number of partitions, since streams join them by key. The order of
 * experience, of weights, of training steps and of held-out results is total, so these have one partition.
 *
 * <p>All of them store records uncompressed. Kafka bounds the size of a batch as it is stored, while a reader allocates
 * what a record is: two MiB of zstd may hold gigabytes, and no setting of a consumer refuses them. Stored uncompressed,
 * a batch is as large as what is read of it, and the broker refuses whatever is above the limit. Any client of any
 * language reads them without a codec.
 *
 * @param names names of the topics
 * @param partitions partitions of the topics that scale, at least 1
 * @param replication replicas of each partition, at least 1
 * @param retention how long records are kept
 */
public record TopicCatalogue(Topics names, int partitions, short replication, Retention retention) {

    /** Partitions of the topics that scale, unless configured. */
    public static final int DEFAULT_PARTITIONS = 4;

    /** How long records are kept, unless configured. */
    public static final Duration RETENTION = Retention.defaults().records();

    private static final String DEAD_LETTER_BYTES = String.valueOf(RecordLimits.MAX_LETTER_BYTES);
    private static final String WEIGHT_SEGMENT_BYTES = String.valueOf(16 * 1024 * 1024);
    static final String UNCOMPRESSED = "uncompressed";

    /** For as long, who began to read old weights before they were trimmed still learns that they were. */
    private static final Duration TOMBSTONES = Duration.ofHours(1);

    /** @throws IllegalArgumentException if there is no partition or no replica, or no topic of a name in the retention */
    public TopicCatalogue {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be at least 1, not " + partitions);
        }
        if (replication < 1) {
            throw new IllegalArgumentException("replication must be at least 1, not " + replication);
        }
        requireKnown(retention);
    }

    /** @throws IllegalArgumentException that begins with the key of a topic that is none, or whose records do not go by age */
    public static void requireKnown(Retention retention) {
        if (retention.topics().isEmpty()) {
            return;
        }
        List<String> kept = new TopicCatalogue(new Topics(""), 1, (short) 1)
                .specs().stream()
                        .filter(spec -> spec.settings().containsKey(TopicConfig.RETENTION_MS_CONFIG))
                        .map(TopicSpec::name)
                        .toList();
        for (String topic : retention.topics().keySet()) {
            if (!kept.contains(topic)) {
                throw new IllegalArgumentException("retention.topics." + topic
                        + " is no topic whose records go by age; there are " + String.join(", ", kept));
            }
        }
    }

    /** The same, with the records kept as long as by default. */
    public TopicCatalogue(Topics names, int partitions, short replication) {
        this(names, partitions, replication, Retention.defaults());
    }

    /** The specs of all topics, in the order in which data flows through them. */
    public List<TopicSpec> specs() {
        return List.of(
                spec(names.prompts(), partitions, kept(names.prompts()), Prompt.class),
                spec(names.images(), partitions, kept(names.images()), ImageBlob.class),
                spec(names.trajectories(), partitions, kept(names.trajectories()), Trajectory.class),
                spec(names.scores(), partitions, kept(names.scores()), Score.class),
                spec(names.experience(), 1, kept(names.experience()), Experience.class),
                spec(names.drops(), partitions, kept(names.drops()), Drop.class),
                spec(names.scoresLate(), partitions, kept(names.scoresLate()), LateScore.class),
                spec(names.deadLetters(), partitions, deadLetterSettings(), null),
                spec(names.weights(), 1, weightSettings(), WeightRecord.class),
                spec(names.trainingSteps(), 1, kept(names.trainingSteps()), TrainingStep.class),
                spec(names.metrics(), 1, metricSettings(), MetricWindow.class),
                spec(names.evaluations(), 1, kept(names.evaluations()), HeldOutResult.class));
    }

    /** Subject by subject, the type of its values. */
    public SortedMap<String, Class<? extends SpecificRecord>> subjects() {
        SortedMap<String, Class<? extends SpecificRecord>> subjects = new TreeMap<>();
        for (TopicSpec spec : specs()) {
            Class<? extends SpecificRecord> value = spec.value();
            if (value != null) {
                subjects.put(spec.subject().orElseThrow(), value);
            }
        }
        return Collections.unmodifiableSortedMap(subjects);
    }

    /** How all topics are replicated; those too that Kafka Streams makes for a run, which are not in this catalogue. */
    public Durability durability() {
        return new Durability(replication);
    }

    private TopicSpec spec(
            String name, int count, Map<String, String> settings, @Nullable Class<? extends SpecificRecord> value) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                String.valueOf(durability().inSync()));
        return new TopicSpec(name, count, replication, all, value);
    }

    private Map<String, String> kept(String topic) {
        return keptFor(retention.of(topic.substring(names.prefix().length())));
    }

    private static Map<String, String> keptFor(Duration retention) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                String.valueOf(retention.toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(RecordLimits.MAX_BATCH_BYTES),
                TopicConfig.COMPRESSION_TYPE_CONFIG,
                UNCOMPRESSED);
    }

    /** A dead letter is a record of the largest size, and its cause. */
    private Map<String, String> deadLetterSettings() {
        Map<String, String> settings = new TreeMap<>(kept(names.deadLetters()));
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, DEAD_LETTER_BYTES);
        return Map.copyOf(settings);
    }

    /** Of each window the newest record is enough; those who join late read little else. */
    private Map<String, String> metricSettings() {
        Map<String, String> settings = new TreeMap<>(kept(names.metrics()));
        settings.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE);
        settings.put(
                TopicConfig.SEGMENT_MS_CONFIG,
                String.valueOf(Duration.ofMinutes(10).toMillis()));
        settings.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1");
        return Map.copyOf(settings);
    }

    /**
     * No record of weights goes by age, or an idle run would lose its policy, and none by its place in the log, where the
     * weights of other runs lie as well: a learner takes its own old versions off by their keys. What is trimmed shall
     * leave the disk soon, so segments are small, are closed while a run is slow, and are cleaned and deleted promptly.
     */
    private static Map<String, String> weightSettings() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_BYTES_CONFIG,
                WEIGHT_SEGMENT_BYTES,
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                "0.1",
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                String.valueOf(Duration.ofSeconds(30).toMillis()),
                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                String.valueOf(TOMBSTONES.toMillis()),
                TopicConfig.FILE_DELETE_DELAY_MS_CONFIG,
                String.valueOf(Duration.ofSeconds(1).toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(RecordLimits.MAX_BATCH_BYTES),
                TopicConfig.COMPRESSION_TYPE_CONFIG,
                UNCOMPRESSED);
    }
}
