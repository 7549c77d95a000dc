package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.provenance.CodeVersion;
import dev.millrace.schemas.topic.RecordLimits;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.assembly.ClosedGroupCodec;
import dev.millrace.streams.assembly.GroupAssembler;
import dev.millrace.streams.assembly.GroupStateCodec;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.topology.arrival.ArrivingTrajectory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Trajectories and scores in, experience, drops and late scores out.
 *
 * <pre>
 * trajectories → trajectory-door ─┐                 ┌→ experience
 *                                 ├→ group-assembly ┼→ drops
 * scores       → score-door      ─┘                 └→ scores-late
 * </pre>
 *
 * <p>Both inputs have the same number of partitions and the key group_id, so that a group lives in one task. The names
 * of nodes and stores stand in internal topics and in the protocol of the group: a change of any of them is a new
 * {@link RunNames#STREAMS_VERSION}.
 */
public final class ExperienceTopology {

    static final String TRAJECTORIES_SOURCE = "trajectories-source";
    static final String SCORES_SOURCE = "scores-source";
    static final String TRAJECTORY_DOOR = "trajectory-door";
    static final String SCORE_DOOR = "score-door";
    static final String GROUP_ASSEMBLY = "group-assembly";
    static final String EXPERIENCE_SINK = "experience-sink";
    static final String DROPS_SINK = "drops-sink";
    static final String SCORES_LATE_SINK = "scores-late-sink";

    static final String GROUPS_STORE = "groups";
    static final String DEADLINES_STORE = "deadlines";
    /** Of an older version; it empties as its groups expire. */
    static final String CLOSED_STORE = "closed";

    /** Of closed groups. It held the times of what is in the other one, and could not be renamed. */
    static final String EXPIRIES_STORE = "closed-expiries";

    /** Room for the state of a group of which the reshaper reads all that was measured: more than its experience takes. */
    private static final int STATE_BYTES = RecordLimits.MAX_LETTER_BYTES;

    /** Small segments that are compacted early, so that a rebuild reads little more than what is still kept. */
    private static final Map<String, String> CHANGELOG = Map.of(
            TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(32 * 1024 * 1024),
            TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(Duration.ofMinutes(10).toMillis()),
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(STATE_BYTES));

    private ExperienceTopology() {}

    /**
     * The topology of one run.
     *
     * @param run other runs' records on the same topics are passed over
     * @param topics names of the topics
     * @param serdes way to the registry
     * @param assembly how groups are assembled
     * @param credit how they are credited
     */
    public static Topology build(
            RunId run, Topics topics, AvroSerdes serdes, AssemblyConfig assembly, CreditSettings credit) {
        return build(
                run,
                topics,
                serdes,
                assembly,
                credit,
                new Origin(CodeVersion.current(), null),
                GroupPlacement.ANYWHERE,
                StreamsRoleConfig.defaults().earlyCommit());
    }

    /**
     * As above; {@code origin} stands in the experiences, {@code placement} says where inputs have to lie, {@code earlyCommit}
     * is that of {@link StreamsRoleConfig}.
     */
    public static Topology build(
            RunId run,
            Topics topics,
            AvroSerdes serdes,
            AssemblyConfig assembly,
            CreditSettings credit,
            Origin origin,
            GroupPlacement placement,
            double earlyCommit) {
        ThreadLocal<CommitPace> paces = ThreadLocal.withInitial(() -> new CommitPace(earlyCommit, System::nanoTime));
        ThreadLocal<JointWrites> joint = ThreadLocal.withInitial(JointWrites::new);
        GroupAssembler assembler = new GroupAssembler(assembly, credit);
        ExperienceRecords records = new ExperienceRecords(run, assembly, credit, origin);
        Set<String> scorers = Set.copyOf(credit.reward().weights().keySet());
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        TRAJECTORIES_SOURCE,
                        new StringDeserializer(),
                        serdes.deserializer(Trajectory.class, ArrivingTrajectory.class),
                        topics.trajectories())
                .addSource(
                        AutoOffsetReset.earliest(),
                        SCORES_SOURCE,
                        new StringDeserializer(),
                        serdes.deserializer(Score.class),
                        topics.scores())
                .addProcessor(
                        TRAJECTORY_DOOR,
                        () -> new TrajectoryDoor(run, assembler.reads(), placement),
                        TRAJECTORIES_SOURCE)
                .addProcessor(SCORE_DOOR, () -> new ScoreDoor(run, scorers, placement), SCORES_SOURCE)
                .addProcessor(
                        GROUP_ASSEMBLY,
                        () -> new GroupAssembly(assembly, assembler, records, paces::get),
                        TRAJECTORY_DOOR,
                        SCORE_DOOR)
                .addStateStore(
                        open(
                                GROUPS_STORE,
                                Serdes.String(),
                                StateSerde.of(new GroupStateCodec()),
                                () -> paces.get().committing(),
                                joint::get),
                        GROUP_ASSEMBLY)
                .addStateStore(
                        open(DEADLINES_STORE, Serdes.Bytes(), Serdes.ByteArray(), () -> {}, joint::get), GROUP_ASSEMBLY)
                .addStateStore(
                        closed(CLOSED_STORE, Serdes.String(), StateSerde.of(new ClosedGroupCodec())), GROUP_ASSEMBLY)
                .addStateStore(
                        new HeldStoreBuilder<>(
                                closed(EXPIRIES_STORE, Serdes.Bytes(), Serdes.ByteArray()),
                                written -> new ClosedGroups(written, assembly.closedRetention(), joint::get)),
                        GROUP_ASSEMBLY)
                .addSink(
                        EXPERIENCE_SINK,
                        topics.experience(),
                        new StringSerializer(),
                        serdes.serializer(Experience.class),
                        GROUP_ASSEMBLY)
                .addSink(
                        DROPS_SINK,
                        topics.drops(),
                        new StringSerializer(),
                        serdes.serializer(Drop.class),
                        GROUP_ASSEMBLY)
                .addSink(
                        SCORES_LATE_SINK,
                        topics.scoresLate(),
                        new StringSerializer(),
                        serdes.serializer(LateScore.class),
                        GROUP_ASSEMBLY);
    }

    /** Of open groups, few and often changed: a group that opens and closes between two commits is never written. */
    private static <K extends Comparable<K>, V> StoreBuilder<KeyValueStore<K, V>> open(
            String name, Serde<K> keys, Serde<V> values, Runnable committing, Supplier<JointWrites> joint) {
        return new HeldStoreBuilder<>(
                closed(name, keys, values), written -> new WriteBehindStore<>(written, committing, joint));
    }

    /**
     * Of closed groups. In memory: what is kept is small and comes and goes like a queue, which
     * is where a log-structured store on disk reads through its own tombstones; an unclean stop under exactly-once rebuilds
     * a store on disk as well.
     */
    private static <K, V> StoreBuilder<KeyValueStore<K, V>> closed(String name, Serde<K> keys, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, values)
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG);
    }
}
