package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.topic.BrokerAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/** Whether there are brokers for all replicas, and the partitions of the topics are led and in sync. */
record ReplicaExamination(KafkaConfig kafka) implements Examination {

    private static final Duration REQUEST = Duration.ofSeconds(15);

    @Override
    public String subject() {
        return "replicas";
    }

    @Override
    public boolean needsBroker() {
        return true;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        try (Admin admin = Admin.create(kafka.connection().client("millrace-doctor"))) {
            int brokers = BrokerAnswers.await(admin.describeCluster().nodes(), REQUEST, "listing the brokers")
                    .size();
            if (brokers < kafka.replication()) {
                findings.add(Finding.fault(
                        "kafka.replication is " + kafka.replication() + ", but there are " + brokers + " brokers",
                        "start more brokers, or -s kafka.replication=" + brokers));
            } else if (kafka.replication() == 1) {
                findings.add(
                        Finding.warning(
                                "kafka.replication is 1: the disk of one broker holds all there is of a partition",
                                "with three brokers: ./millrace topics create -s kafka.replication=3 -s kafka.topic_prefix=NEW."));
            }
            List<String> names = BrokerAnswers.await(admin.listTopics().names(), REQUEST, "listing the topics").stream()
                    .filter(name -> name.startsWith(kafka.topicPrefix()))
                    .toList();
            int inSync = kafka.catalogue().durability().inSync();
            for (TopicDescription topic : BrokerAnswers.await(
                            admin.describeTopics(names).allTopicNames(), REQUEST, "describing the topics")
                    .values()) {
                partitions(topic, inSync, findings);
            }
            if (findings.isEmpty()) {
                findings.add(Finding.fine(brokers + " brokers, all partitions of " + names.size() + " topics in sync"));
            }
        }
        return findings;
    }

    private void partitions(TopicDescription topic, int inSync, Collection<Finding> findings) {
        for (TopicPartitionInfo partition : topic.partitions()) {
            String name = topic.name() + "-" + partition.partition();
            boolean leaderless =
                    partition.leader() == null || partition.leader().isEmpty();
            if (leaderless || partition.isr().size() < inSync) {
                findings.add(Finding.fault(
                        name
                                + (leaderless
                                        ? " has no leader"
                                        : " has " + partition.isr().size() + " replicas in sync, fewer than " + inSync
                                                + ": nobody can write to it"),
                        "start the brokers of kafka-topics.sh --bootstrap-server " + kafka.bootstrap()
                                + " --describe --under-min-isr-partitions"));
            } else if (partition.isr().size() < partition.replicas().size()) {
                findings.add(Finding.warning(
                        name + " has " + partition.isr().size() + " of "
                                + partition.replicas().size() + " replicas in sync",
                        "wait, or look at the brokers of kafka-topics.sh --bootstrap-server " + kafka.bootstrap()
                                + " --describe --under-replicated-partitions"));
            }
        }
    }
}
