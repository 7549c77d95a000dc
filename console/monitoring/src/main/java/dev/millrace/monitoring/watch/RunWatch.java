package dev.millrace.monitoring.watch;

import dev.millrace.monitoring.groups.GroupHistory;
import dev.millrace.monitoring.groups.GroupIndex;
import dev.millrace.monitoring.groups.GroupRow;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.Partitions;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one run. It joins late with all of its history: metrics, training steps and held-out results are read from their beginning,
 * experience from its last {@value WatchModel#FIRST_GROUPS} groups, and of the large topics only what is new, from a
 * minute before now, to know which groups are open. Older groups come in behind that, from a reader of their own.
 *
 * <p>{@link #run()} blocks its thread until {@link #stop()}; all else may be called from any thread.
 */
public final class RunWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunWatch.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK_BACK = Duration.ofMinutes(1);
    private static final Duration LAG_INTERVAL = Duration.ofSeconds(2);
    private static final long LETTERS = 100;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LagProbe lags;
    private final RecordCounts counts;
    private final Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> readers = new HashMap<>();
    private final Topics topics;
    private final RunId run;
    private final String headline;
    private final Clock clock;
    private final Instant joined;
    private final Object lock = new Object();
    private final WatchModel model;
    private final Thread groupHistory;
    private volatile boolean ready;
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;

    /**
     * Opens a watch; no request is made before {@link #run()}.
     *
     * @param scorers whose scores a group waits for
     * @param headline the scorer that stands for all
     */
    public RunWatch(
            KafkaConnection connection, Topics topics, RunId run, Set<String> scorers, String headline, Clock clock) {
        this.topics = topics;
        this.run = run;
        this.headline = headline;
        this.clock = clock;
        this.joined = clock.instant();
        this.model = new WatchModel(run, topics, scorers, headline);
        this.counts = new RecordCounts(run);
        AvroSerdes serdes = new AvroSerdes(connection);
        places(topics.metrics(), serdes.deserializer(MetricWindow.class), model::add);
        places(topics.trainingSteps(), serdes.deserializer(TrainingStep.class), model::add);
        reads(topics.evaluations(), serdes.deserializer(HeldOutResult.class), model::add);
        Deserializer<Experience> experience = serdes.deserializer(Experience.class);
        readers.put(
                topics.experience(),
                record -> model.add(experience.deserialize(record.topic(), record.value()), record.offset()));
        reads(topics.scores(), serdes.deserializer(Score.class), model::add);
        Deserializer<Drop> drops = serdes.deserializer(Drop.class);
        readers.put(
                topics.drops(),
                record -> model.add(
                        drops.deserialize(record.topic(), record.value()), record.partition(), record.offset()));
        Deserializer<Trajectory> trajectories = serdes.deserializer(Trajectory.class);
        readers.put(
                topics.trajectories(),
                record -> model.add(
                        trajectories.deserialize(record.topic(), record.value()),
                        Instant.ofEpochMilli(record.timestamp())));
        readers.put(topics.deadLetters(), record -> {
            if (!run.isStrangerTo(record.key())) {
                model.add(LetterRow.of(record));
            }
        });
        Map<String, Object> settings = connection.consumer("watch");
        // Retention may take what the watch was about to read; it goes on with what is left.
        settings.put("auto.offset.reset", "earliest");
        settings.put("max.poll.records", "2000");
        settings.putIfAbsent("max.partition.fetch.bytes", String.valueOf(8 << 20));
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.lags = new LagProbe(connection, topics, run, scorers, counts);
        this.groupHistory = new Thread(new GroupHistory(connection, topics, run, this::ofGroups), "watch-groups");
        groupHistory.setDaemon(true);
    }

    private <T extends SpecificRecord> void reads(String topic, Deserializer<T> values, Consumer<T> add) {
        readers.put(topic, record -> add.accept(values.deserialize(record.topic(), record.value())));
    }

    /** The same where somebody may ask which record it was. */
    private <T extends SpecificRecord> void places(
            String topic, Deserializer<T> values, BiConsumer<T, RecordPlace> add) {
        readers.put(
                topic,
                record -> add.accept(values.deserialize(record.topic(), record.value()), RecordPlace.of(record)));
    }

    /** Watches until stopped. */
    public void run() {
        Thread probe = new Thread(this::probe, "watch-lags");
        probe.setDaemon(true);
        probe.start();
        try {
            List<TopicPartition> all = Partitions.of(consumer, readers.keySet().toArray(String[]::new));
            consumer.assign(all);
            List<TopicPartition> live = seek(all);
            ReadToEnd<byte[], byte[]> history = ReadToEnd.from(consumer, without(live, all));
            consumer.pause(live);
            while (!stopped) {
                read();
                reached();
                if (!ready && history.isDone()) {
                    consumer.resume(live);
                    ready = true;
                    groupHistory.start();
                    log.atInfo()
                            .addKeyValue("run", run)
                            .addKeyValue(
                                    "millis",
                                    Duration.between(joined, clock.instant()).toMillis())
                            .log("watch has the history");
                }
            }
        } catch (WakeupException | InterruptException e) {
            if (!stopped) {
                failure = e;
                throw e;
            }
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            probe.interrupt();
            groupHistory.interrupt();
            close();
        }
    }

    /** Goes to where reading begins; gives the partitions that are read after the history. */
    private List<TopicPartition> seek(List<TopicPartition> all) {
        Set<String> live = Set.of(topics.trajectories(), topics.scores(), topics.drops());
        Map<TopicPartition, Long> times = new HashMap<>();
        for (TopicPartition partition : all) {
            if (live.contains(partition.topic())) {
                times.put(partition, joined.minus(LOOK_BACK).toEpochMilli());
            }
        }
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(all);
        for (TopicPartition partition : all) {
            long end = ends.getOrDefault(partition, 0L);
            long begin = begins.getOrDefault(partition, 0L);
            OffsetAndTimestamp at = found.get(partition);
            if (live.contains(partition.topic())) {
                consumer.seek(partition, at == null ? end : at.offset());
            } else if (partition.topic().equals(topics.experience())) {
                consumer.seek(partition, Math.max(begin, end - 2 * WatchModel.FIRST_GROUPS));
            } else if (partition.topic().equals(topics.deadLetters())) {
                consumer.seek(partition, Math.max(begin, end - LETTERS));
            } else {
                consumer.seek(partition, begin);
            }
            counts.begin(partition, consumer.position(partition));
        }
        return List.copyOf(times.keySet());
    }

    private static List<TopicPartition> without(List<TopicPartition> some, List<TopicPartition> all) {
        return all.stream().filter(partition -> !some.contains(partition)).toList();
    }

    private void read() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            counts.add(record);
            Consumer<ConsumerRecord<byte[], byte[]>> reader = readers.get(record.topic());
            if (reader == null || (record.value() == null && !record.topic().equals(topics.deadLetters()))) {
                continue;
            }
            synchronized (lock) {
                try {
                    reader.accept(record);
                } catch (SerializationException e) {
                    if (run.isStrangerTo(record.key())) {
                        continue;
                    }
                    model.unreadable();
                    log.atDebug()
                            .addKeyValue("record", record.topic() + "-" + record.partition() + "@" + record.offset())
                            .addKeyValue("cause", e.getMessage())
                            .log("record cannot be read and was passed over");
                }
            }
        }
    }

    /** What a reader has passed and was no record is known from where it stands. */
    private void reached() {
        consumer.assignment().forEach(partition -> counts.reached(partition, consumer.position(partition)));
    }

    private void probe() {
        try (lags) {
            while (!stopped) {
                lags.ask();
                Thread.sleep(LAG_INTERVAL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public RunId runId() {
        return run;
    }

    /** The scorer that stands for all. */
    public String headline() {
        return headline;
    }

    /** Whether what the topics held when the watch began has been read. */
    public boolean isReady() {
        return ready;
    }

    /** How the run stands. */
    public Overview overview() {
        return ask(known -> known.overview(clock.instant(), ready, lags.answer()));
    }

    /** The same for a terminal. */
    public RunView view(Alarms alarms) {
        return ask(known -> {
            Overview overview = known.overview(clock.instant(), ready, lags.answer());
            return new RunView(overview, Snapshots.of(overview, known.steps(run.value()), alarms.of(overview)));
        });
    }

    /** The runs whose steps are on the topic. */
    public List<String> runs() {
        return ask(WatchModel::runs);
    }

    /** The steps of any run on the topic, oldest first; empty where there is none. */
    public List<StepRow> steps(String ofRun) {
        return ask(known -> known.steps(ofRun));
    }

    /** The steps of the run after a step, oldest first. */
    public List<StepRow> stepsAfter(int step) {
        return ask(known -> known.stepsAfter(step));
    }

    /** The windows by begin, in milliseconds since 1970, at most so many: neighbours are added up to fit. */
    public NavigableMap<Long, Map<String, MetricFigure>> series(int most) {
        return ask(known -> known.series(most));
    }

    /**
     * How any run on the topic stands, as far as its steps tell.
     *
     * @param stopped when its learner was stopped on purpose, if it was
     */
    public RunState stateOf(String ofRun, Optional<Instant> stopped) {
        return ask(known -> known.state(ofRun, stopped, clock.instant()));
    }

    /** What happened to the run, oldest first: the newest {@value RunEvents#MOST}. */
    public List<RunEvent> events() {
        return ask(WatchModel::events);
    }

    /** Figures since the run began, part by part, by where the record lies; a name with a slash at its end is a family. */
    public Map<RecordPlace, Map<String, MetricFigure>> totalsOf(String figure) {
        return ask(known -> known.totalsOf(figure));
    }

    /** The same in the windows from one time to before another, in milliseconds since 1970. */
    public Map<RecordPlace, Map<String, MetricFigure>> windowsOf(String figure, long from, long to) {
        return ask(known -> known.windowsOf(figure, from, to));
    }

    /** What is remembered of the groups that are closed. */
    public List<GroupRow> groups() {
        return ofGroups(GroupIndex::rows);
    }

    /** A closed group, if it is among those that are remembered. */
    public Optional<GroupRow> group(String id) {
        return ofGroups(known -> known.get(id));
    }

    /** Images that a group has drawn were met by another way. */
    public void drawn(String group, List<String> sha256s) {
        boolean unused = ofGroups(known -> {
            sha256s.forEach(sha256 -> known.drawn(group, sha256));
            return true;
        });
    }

    private <T> T ofGroups(Function<GroupIndex, T> question) {
        return ask(known -> question.apply(known.groups()));
    }

    /** Why a group cannot be opened, and what to do about it, in a sentence or two. */
    public String whyNotThere(String id) {
        return ask(known -> known.whyNotThere(id));
    }

    /** Dead letters, the newest first. */
    public List<LetterRow> letters() {
        return ask(WatchModel::letters);
    }

    private <T> T ask(Function<WatchModel, T> question) {
        synchronized (lock) {
            return question.apply(model);
        }
    }

    /** @throws IllegalStateException if {@link #run()} ended by a failure, so that what is known gets no news */
    public void check() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw new IllegalStateException("watching the topics ended: " + cause, cause);
        }
    }

    /** Asks {@link #run()} to end. */
    public void stop() {
        stopped = true;
        consumer.wakeup();
    }

    @Override
    public void close() {
        stopped = true;
        try (lags) {
            consumer.close();
        }
    }
}
