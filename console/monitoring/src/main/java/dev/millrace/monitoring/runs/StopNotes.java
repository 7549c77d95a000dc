package dev.millrace.monitoring.runs;

import dev.millrace.learner.commit.StopNote;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which runs had their learner stopped on purpose, as each has noted at the broker. Thread-safe. */
final class StopNotes {

    private static final Logger log = LoggerFactory.getLogger(StopNotes.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaConnection connection;
    private final Topics topics;

    StopNotes(KafkaConnection connection, Topics topics) {
        this.connection = connection;
        this.topics = topics;
    }

    /** When they were stopped; a run that was not, or whose group this user may not see, is absent. */
    Map<String, Instant> of(Collection<String> runs) throws InterruptedException {
        Map<String, Instant> found = new HashMap<>();
        TopicPartition partition = new TopicPartition(topics.experience(), 0);
        try (Admin admin = Admin.create(connection.client("page-runs"))) {
            // A record may name its run as it likes; what cannot be the name of a run has no learner.
            for (String run : runs.stream().filter(RunId::isValid).toList()) {
                committed(admin, new RunNames(topics, new RunId(run)).learner(), partition)
                        .flatMap(StopNote::of)
                        .ifPresent(note -> found.put(run, note.at()));
            }
        }
        return found;
    }

    private static Optional<OffsetAndMetadata> committed(Admin admin, String group, TopicPartition partition)
            throws InterruptedException {
        try {
            return Optional.ofNullable(admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .get(partition));
        } catch (ExecutionException | TimeoutException e) {
            log.atDebug().addKeyValue("group", group).setCause(e).log("its offsets are not known");
            return Optional.empty();
        }
    }
}
