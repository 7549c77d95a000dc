package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.notice.Seconds;
import dev.millrace.schemas.topic.BrokerAnswers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether clocks agree: no broker tells its time, but a record whose time is still to come was written by a machine whose
 * clock is ahead of this one. Deadlines of groups and ages of weights are reckoned by those times.
 */
record ClockExamination(KafkaConfig kafka, Clock clock) implements Examination {

    private static final Duration REQUEST = Duration.ofSeconds(15);
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    @Override
    public String subject() {
        return "clocks";
    }

    @Override
    public boolean needsBroker() {
        return true;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        try (Admin admin = Admin.create(kafka.connection().client("millrace-doctor"))) {
            Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
            List<String> names = BrokerAnswers.await(admin.listTopics().names(), REQUEST, "listing the topics").stream()
                    .filter(name -> kafka.catalogue().specs().stream()
                            .anyMatch(spec -> spec.name().equals(name)))
                    .toList();
            BrokerAnswers.await(admin.describeTopics(names).allTopicNames(), REQUEST, "describing the topics")
                    .values()
                    .forEach(topic -> topic.partitions()
                            .forEach(partition -> newest.put(
                                    new TopicPartition(topic.name(), partition.partition()),
                                    OffsetSpec.maxTimestamp())));
            Map<TopicPartition, ListOffsetsResultInfo> found =
                    BrokerAnswers.await(admin.listOffsets(newest).all(), REQUEST, "asking for the newest records");
            found.forEach((partition, record) -> {
                Duration ahead = Duration.between(clock.instant(), Instant.ofEpochMilli(record.timestamp()));
                if (record.timestamp() >= 0 && ahead.compareTo(TOLERANCE) > 0) {
                    findings.add(Finding.warning(
                            "a record of " + partition + " at offset " + record.offset() + " is of " + Seconds.of(ahead)
                                    + " from now: whoever wrote it is ahead, or this machine is behind",
                            "set both clocks: chronyc makestep, or timedatectl set-ntp true"));
                }
            });
        }
        if (findings.isEmpty()) {
            findings.add(Finding.fine("no record is from the future"));
        }
        return findings;
    }
}
