package dev.millrace.schemas.client;

import static dev.millrace.schemas.client.ClientRule.fixed;
import static dev.millrace.schemas.client.ClientRule.own;

import java.util.List;
import java.util.Map;

/**
 * What Millrace says of the properties of its Kafka clients, by kind of client. What a promise rests on is fixed, and a
 * user who sets it otherwise is told why not; what is only our taste is preferred, and the user's word stands before it.
 */
public enum ClientKind {

    /** All of them. */
    ANY(
            List.of(
                    own("bootstrap.servers", "kafka.bootstrap says where the brokers are"),
                    own("client.id", "each client has a name of its own, by which metrics and quotas tell them apart"),
                    own("config.providers", "a secret is referred to by ${env:NAME} or ${file:PATH}")),
            Map.of()),

    /** Readers. Those of a group are told its name, and how much they take at once, by their role. */
    CONSUMER(
            List.of(
                    fixed("isolation.level", "read_committed", "what was not committed must not be counted or trained"),
                    fixed("enable.auto.commit", "false", "offsets are committed together with the work they stand for"),
                    fixed(
                            "auto.offset.reset",
                            "none",
                            "records that are gone must be an error, and not be passed over"),
                    fixed("allow.auto.create.topics", "false", "topics are made by `millrace topics create`"),
                    own("group.id", "the group of a role is made from kafka.topic_prefix and run.id"),
                    own("group.instance.id", "every member would get the same, and members of one name end each other"),
                    own("max.poll.records", "each role takes as much as it can finish before its next poll"),
                    own("max.poll.interval.ms", "it follows from how long a scorer or a batch may take"),
                    own("key.deserializer", "the topics say what their keys are"),
                    own("value.deserializer", "the topics say what their values are")),
            // Most that one answer of a broker holds, in bytes, in all partitions and in one of them. A batch that is
            // larger comes alone; how large a batch can be, the topics' settings say.
            Map.of(
                    "fetch.max.bytes",
                    String.valueOf(16 * 1024 * 1024),
                    "max.partition.fetch.bytes",
                    String.valueOf(4 * 1024 * 1024))),

    /** Writers. */
    PRODUCER(
            List.of(
                    fixed("acks", "all", "a record that one broker alone has is lost with it"),
                    fixed("enable.idempotence", "true", "a record that is sent again must not stand there twice"),
                    own("max.request.size", "it fits what the topics take and what every reader can set aside"),
                    own("partitioner.class", "scores must lie in the partition of their trajectories"),
                    fixed("partitioner.ignore.keys", "false", "scores must lie in the partition of their trajectories"),
                    own("transactional.id", "it is made from kafka.topic_prefix and run.id, and fences who was before"),
                    own("key.serializer", "the topics say what their keys are"),
                    own("value.serializer", "the topics say what their values are")),
            Map.of(
                    // The topics store what they hold uncompressed, so that what is allowed can be read.
                    "compression.type",
                    "none",
                    // A group of trajectories fits; Kafka's 16 KiB are for smaller records.
                    "batch.size",
                    String.valueOf(128 * 1024))),

    /** Writers that publish in transactions. */
    TRANSACTIONAL_PRODUCER(
            List.of(),
            // The open transaction of a process that was killed hides what others commit behind it for as long as this.
            Map.of("transaction.timeout.ms", "30000")),

    /** The streams; their clients obey the rules of consumers and producers too. */
    STREAMS(
            List.of(
                    own("application.id", "it is made from kafka.topic_prefix and run.id"),
                    own("state.dir", "streams.state_dir says it"),
                    own("num.stream.threads", "streams.threads says it"),
                    own("commit.interval.ms", "streams.commit_interval says it"),
                    fixed("processing.guarantee", "exactly_once_v2", "nothing may be lost, or be trained twice"),
                    own("replication.factor", "kafka.replication says how many brokers hold the state"),
                    own("topic.min.insync.replicas", "kafka.replication says how many brokers hold the state"),
                    own("errors.dead.letter.queue.topic.name", "bad records go to the topic dead-letters"),
                    own("deserialization.exception.handler", "bad records go to the topic dead-letters"),
                    own("default.deserialization.exception.handler", "bad records go to the topic dead-letters"),
                    own("processing.exception.handler", "bad records go to the topic dead-letters"),
                    own("production.exception.handler", "what cannot be written must be an error"),
                    own("default.production.exception.handler", "what cannot be written must be an error"),
                    own("default.timestamp.extractor", "deadlines go by the times of the records"),
                    fixed(
                            "ensure.explicit.internal.resource.naming",
                            "true",
                            "a new version must find its state again")),
            Map.of()),

    /** The client of the schema registry, within serializers. */
    REGISTRY(
            List.of(
                    own("schema.registry.url", "kafka.registry says where the registry is"),
                    fixed("auto.register.schemas", "false", "schemas are registered by `millrace schemas register`"),
                    fixed("use.latest.version", "false", "a record is written by the schema of this version"),
                    own("use.schema.id", "a record is written by the schema of this version"),
                    own("key.subject.name.strategy", "the catalogue of topics names the subjects"),
                    own("value.subject.name.strategy", "the catalogue of topics names the subjects"),
                    fixed("specific.avro.reader", "true", "roles read records of their own classes"),
                    fixed("avro.remove.java.properties", "true", "the registered schemas hold no word of Java")),
            Map.of());

    private final List<ClientRule> rules;
    private final Map<String, String> preferred;

    ClientKind(List<ClientRule> rules, Map<String, String> preferred) {
        this.rules = rules;
        this.preferred = preferred;
    }

    /** What a user cannot set otherwise. */
    public List<ClientRule> rules() {
        return rules;
    }

    /** What a user may set otherwise. */
    public Map<String, String> preferred() {
        return preferred;
    }

    /** Puts what is fixed over the settings, and what is preferred where they say nothing. */
    public void apply(Map<String, Object> settings) {
        preferred.forEach(settings::putIfAbsent);
        rules.forEach(rule -> rule.value().ifPresent(value -> settings.put(rule.key(), value)));
    }
}
