package dev.millrace.streams.metrics;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.log.SingleScores;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Measures the records of one part, and publishes what changed once a second. */
final class Measures implements Processor<byte[], byte[], String, MetricWindow> {

    static final Duration TICK = Duration.ofSeconds(1);

    /** Far more than any group has: a damaged index fills no memory. */
    private static final int MOST_TRAJECTORIES = 65_536;

    private final RunId run;
    private final Topics topics;
    private final Deserializer<Trajectory> trajectories;
    private final Deserializer<Score> scores;
    private final Deserializer<Drop> drops;
    private final Deserializer<LateScore> lateScores;
    private final Map<String, Measure> byTopic = new HashMap<>();
    private ProcessorContext<String, MetricWindow> context;
    private WindowStore windows;
    private Ledgers ledgers;
    private KnownRewinds rewinds;
    private AccountingSensors sensors;
    private int oldestCheckpoint;

    /** Measures one value of a topic. */
    @FunctionalInterface
    private interface Measure {
        void of(byte[] value, Instant time);
    }

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    Measures(RunId run, Topics topics, AvroSerdes serdes) {
        this.run = run;
        this.topics = topics;
        this.trajectories = serdes.deserializer(Trajectory.class);
        this.scores = serdes.deserializer(Score.class);
        this.drops = serdes.deserializer(Drop.class);
        this.lateScores = serdes.deserializer(LateScore.class);
        byTopic.put(topics.trajectories(), this::trajectory);
        byTopic.put(topics.scores(), this::score);
        byTopic.put(topics.drops(), this::drop);
        byTopic.put(topics.scoresLate(), this::late);
        byTopic.put(topics.deadLetters(), (value, time) -> count(time, FigureNames.DEAD_LETTERS, 1));
    }

    @Override
    public void init(ProcessorContext<String, MetricWindow> context) {
        this.context = context;
        KeyValueStore<Long, byte[]> windowStore = context.getStateStore(MetricsTopology.WINDOWS_STORE);
        KeyValueStore<String, byte[]> ledgerStore = context.getStateStore(MetricsTopology.LEDGERS_STORE);
        KeyValueStore<Bytes, byte[]> settledStore = context.getStateStore(MetricsTopology.SETTLED_STORE);
        this.windows = new WindowStore(windowStore, run, context.taskId().partition());
        this.ledgers = new Ledgers(ledgerStore, settledStore);
        this.rewinds = new KnownRewinds(context.getStateStore(MetricsTopology.REWINDS_STORE));
        this.sensors = new AccountingSensors(context);
        windows.markAllChanged();
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, time -> tick(Instant.ofEpochMilli(time)));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Instant time = Instant.ofEpochMilli(record.timestamp());
        String topic = context.recordMetadata().map(data -> data.topic()).orElse("");
        Measure measure = byTopic.get(topic);
        if (record.value() == null) {
            return;
        }
        if (measure == null) {
            // The one topic that is not in the catalogue is our own, with the ids of what was trained.
            learned(new String(record.key(), StandardCharsets.UTF_8), LearnerEvent.decode(record.value()), time);
            return;
        }
        // Of what cannot be read, and of dead letters, only the key tells whose it is.
        boolean isOfAnother = run.isStrangerTo(record.key());
        if (isOfAnother && topic.equals(topics.deadLetters())) {
            return;
        }
        try {
            measure.of(record.value(), time);
        } catch (SerializationException | IllegalArgumentException e) {
            // Who owns the topic sets it aside; here it only counts.
            if (!isOfAnother) {
                count(time, FigureNames.UNREADABLE, 1);
            }
        }
    }

    @Override
    public void close() {
        try (lateScores;
                drops;
                scores;
                trajectories) {
            if (sensors != null) {
                sensors.leave();
            }
        }
    }

    private void tick(Instant now) {
        ledgers.forget(now, this::lasts);
        sensors.tell(windows.totals());
        for (KeyValue<String, MetricWindow> changed : windows.drain()) {
            context.forward(new Record<>(changed.key, changed.value, now.toEpochMilli()));
        }
    }

    private void trajectory(byte[] value, Instant time) {
        Trajectory trajectory = trajectories.deserialize(topics.trajectories(), value);
        if (!isOurs(trajectory.getRunId())) {
            return;
        }
        PackedInts versions = PackedInts.view(trajectory.getPolicyVersions());
        requireIndex(trajectory.getIndex());
        GroupLedger ledger = ledgers.get(trajectory.getGroupId());
        if (!ledger.publish(trajectory.getIndex(), trajectory.getGroupSize())) {
            return;
        }
        ledgers.put(trajectory.getGroupId(), ledger, now());
        windows.change(time, figures -> {
            figures.add(FigureNames.PUBLISHED, 1);
            figures.add(FigureNames.TOKENS, versions.length());
            if (ledger.isSettled(trajectory.getIndex())) {
                figures.add(FigureNames.UNMATCHED, -1);
            }
            if (trajectory.getIndex() == 0) {
                figures.add(FigureNames.GROUPS, 1);
            }
            if (versions.length() > 0) {
                figures.add(FigureNames.WORKER + trajectory.getWorker(), versions.at(versions.length() - 1));
            }
        });
    }

    private void late(byte[] value, Instant time) {
        if (isOurs(lateScores.deserialize(topics.scoresLate(), value).getRunId())) {
            count(time, FigureNames.LATE, 1);
        }
    }

    private void score(byte[] value, Instant time) {
        Score score = scores.deserialize(topics.scores(), value);
        if (isOurs(score.getRunId())) {
            windows.change(time, figures -> SingleScores.of(score).forEach(single -> {
                figures.add(FigureNames.SCORES + single.getScorer() + "/" + lower(single.getOutcome()), 1);
                figures.add(FigureNames.LATENCY + single.getScorer(), single.getLatencyMs());
            }));
        }
    }

    private void drop(byte[] value, Instant time) {
        Drop drop = drops.deserialize(topics.drops(), value);
        if (!isOurs(drop.getRunId())) {
            return;
        }
        int version = RecordedVersions.of(drop);
        String reason = lower(drop.getReason());
        settle(
                drop.getGroupId(),
                PackedInts.view(drop.getIndices()),
                new TrajectoryEnd(FigureNames.DROPPED + reason, drop.getLineage(), version),
                time);
        if (drop.getWholeGroup()) {
            settleWhole(
                    drop.getGroupId(),
                    new TrajectoryEnd(FigureNames.DROPPED_GROUPS + reason, drop.getLineage(), version),
                    time);
        }
    }

    private void learned(String group, LearnerEvent event, Instant time) {
        if (event instanceof LearnerEvent.Trained trained) {
            oldestCheckpoint = trained.oldestCheckpoint();
            settle(
                    group,
                    trained.indices(),
                    new TrajectoryEnd(FigureNames.TRAINED, trained.lineage(), trained.version()),
                    time);
        } else if (event instanceof LearnerEvent.Rewound rewound && rewinds.add(rewound.rewind())) {
            ledgers.abandon(
                    rewound.rewind(),
                    now(),
                    (ledger, abandoned) -> abandoned.forEach((end, indices) -> takeBack(end, indices, ledger, time)));
        }
    }

    private void settle(String group, PackedInts indices, TrajectoryEnd end, Instant time) {
        for (int i = 0; i < indices.length(); i++) {
            requireIndex(indices.at(i));
        }
        if (isAbandoned(end)) {
            countAbandoned(end, indices.length(), time);
            return;
        }
        GroupLedger ledger = ledgers.get(group);
        Figures settled = Figures.empty();
        for (int i = 0; i < indices.length(); i++) {
            GroupLedger.Settled how =
                    ledger.settle(indices.at(i), end, rewinds.lineages().current());
            TrajectoryEnd replaced = how.replaced();
            if (!how.counts()) {
                settled.add(FigureNames.DOUBLED, 1);
                continue;
            }
            settled.add(end.figure(), 1);
            if (replaced != null) {
                settled.add(replaced.figure(), -1);
                settled.add(FigureNames.ABANDONED + replaced.figure(), 1);
            } else if (!ledger.isPublished(indices.at(i))) {
                settled.add(FigureNames.UNMATCHED, 1);
            }
        }
        windows.change(time, figures -> figures.addAll(settled));
        ledgers.put(group, ledger, now());
    }

    /** That a group is dropped as a whole is kept only where a rewind may take it back. */
    private void settleWhole(String group, TrajectoryEnd end, Instant time) {
        if (isAbandoned(end)) {
            return;
        }
        count(time, end.figure(), 1);
        if (end.isOfAStep()) {
            GroupLedger ledger = ledgers.get(group);
            ledger.note(end);
            ledgers.put(group, ledger, now());
        }
    }

    private void takeBack(TrajectoryEnd end, BitSet indices, GroupLedger ledger, Instant time) {
        int groups = indices.isEmpty() ? 1 : 0;
        long unmatched =
                indices.stream().filter(index -> !ledger.isPublished(index)).count();
        windows.change(time, figures -> figures.add(end.figure(), -(double) (indices.cardinality() + groups)));
        countAbandoned(end, indices.cardinality(), time);
        if (unmatched > 0) {
            count(time, FigureNames.UNMATCHED, -(double) unmatched);
        }
    }

    private void countAbandoned(TrajectoryEnd end, int trajectories, Instant time) {
        if (trajectories > 0) {
            count(time, FigureNames.ABANDONED + end.figure(), trajectories);
        }
    }

    private boolean isAbandoned(TrajectoryEnd end) {
        return end.isOfAStep() && rewinds.lineages().isAbandoned(end.version());
    }

    /** No learner goes back further than to its oldest checkpoint; one of an earlier release never went back. */
    private boolean lasts(TrajectoryEnd end) {
        return oldestCheckpoint < 0 || end.version() <= rewinds.lineages().versionAt(oldestCheckpoint);
    }

    private static void requireIndex(int index) {
        if (index < 0 || index >= MOST_TRAJECTORIES) {
            throw new IllegalArgumentException("no trajectory has the index " + index);
        }
    }

    private void count(Instant time, String name, double value) {
        windows.change(time, figures -> figures.add(name, value));
    }

    private boolean isOurs(String runId) {
        return runId.equals(run.value());
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
