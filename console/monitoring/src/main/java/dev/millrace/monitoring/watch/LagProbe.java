package dev.millrace.monitoring.watch;

import dev.millrace.learner.commit.StopNote;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records each role is behind its topic, asked of the broker now and then: committed ones only, and where the
 * watch has read the topic itself without the offsets that are none. Belongs to one thread, but for {@link #answer}.
 */
final class LagProbe implements AutoCloseable {

    /** A role and what it reads. */
    record Reader(String role, String topic) {}

    /**
     * What the groups of a run say.
     *
     * @param lags records that each is behind; one that is not known to the broker is absent
     * @param stopped when the learner was stopped on purpose, if it was
     */
    record Answer(Map<Reader, Long> lags, Optional<Instant> stopped) {

        static final Answer NONE = new Answer(Map.of(), Optional.empty());
    }

    private static final Logger log = LoggerFactory.getLogger(LagProbe.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final ListOffsetsOptions COMMITTED = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

    private final Admin admin;
    private final Topics topics;
    private final RunId run;
    private final Set<String> scorers;
    private final RecordCounts counts;
    private volatile Answer answer = Answer.NONE;

    LagProbe(KafkaConnection connection, Topics topics, RunId run, Set<String> scorers, RecordCounts counts) {
        this.admin = Admin.create(connection.client("watch-lags"));
        this.topics = topics;
        this.run = run;
        this.scorers = scorers;
        this.counts = counts;
    }

    /** What was said when they were asked last. */
    Answer answer() {
        return answer;
    }

    /** Asks the broker. A group that cannot be asked about is left out. */
    void ask() throws InterruptedException {
        RunNames names = new RunNames(topics, run);
        Map<Reader, Long> found = new HashMap<>();
        ask(found, "worker", topics.prompts(), () -> offsets(names.workers()));
        for (String scorer : scorers) {
            ask(found, "scorer " + scorer, topics.trajectories(), () -> offsets(names.scorer(scorer)));
        }
        String streams = names.streams();
        ask(found, "streams", topics.trajectories(), () -> streamsOffsets(streams));
        ask(found, "streams", topics.scores(), () -> streamsOffsets(streams));
        Map<TopicPartition, OffsetAndMetadata> learner = new HashMap<>();
        ask(found, "learner", topics.experience(), () -> {
            learner.putAll(offsets(names.learner()));
            return learner;
        });
        answer = new Answer(Map.copyOf(found), stopped(learner));
    }

    private Optional<Instant> stopped(Map<TopicPartition, OffsetAndMetadata> learner) {
        return Optional.ofNullable(learner.get(new TopicPartition(topics.experience(), 0)))
                .flatMap(StopNote::of)
                .map(StopNote::at);
    }

    @FunctionalInterface
    private interface Offsets {
        Map<TopicPartition, OffsetAndMetadata> get() throws Exception;
    }

    private void ask(Map<Reader, Long> found, String role, String topic, Offsets offsets) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            Map<TopicPartition, Long> committed = new HashMap<>();
            offsets.get().forEach((partition, offset) -> {
                if (offset != null && partition.topic().equals(topic)) {
                    latest.put(partition, OffsetSpec.latest());
                    committed.put(partition, offset.offset());
                }
            });
            if (committed.isEmpty()) {
                return;
            }
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    admin.listOffsets(latest, COMMITTED).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            long lag = 0;
            for (Map.Entry<TopicPartition, Long> entry : committed.entrySet()) {
                ListOffsetsResultInfo end = ends.get(entry.getKey());
                lag += end == null ? 0 : counts.between(entry.getKey(), entry.getValue(), end.offset());
            }
            found.put(new Reader(role, topic), lag);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            log.atDebug().addKeyValue("role", role).setCause(e).log("lag is not known");
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(String group)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Map<TopicPartition, OffsetAndMetadata> streamsOffsets(String group)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin.listStreamsGroupOffsets(Map.of(group, new ListStreamsGroupOffsetsSpec()))
                .partitionsToOffsetAndMetadata(group)
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
