package dev.millrace.schemas.topic;

import dev.millrace.schemas.notice.Seconds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics of a catalogue and verifies those that exist.
 *
 * <p>What exists is not changed: more partitions would move keys, and other settings may be somebody's decision.
 * Settings that do no harm are let pass: a longer retention, room for larger records, more replicas. The one
 * exception is how records are stored, where nobody decided: topics of earlier versions bound what a record is
 * compressed, not what a reader must hold of it.
 * Runs on the caller's thread; safe for several threads as far as the {@link Admin} is.
 */
public final class TopicProvisioner {

    private static final Logger log = LoggerFactory.getLogger(TopicProvisioner.class);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final AlterConfigOp BOUND = new AlterConfigOp(
            new ConfigEntry(TopicConfig.COMPRESSION_TYPE_CONFIG, TopicCatalogue.UNCOMPRESSED),
            AlterConfigOp.OpType.SET);

    private final Admin admin;
    private final TopicCatalogue catalogue;
    private final Duration timeout;

    /**
     * @param admin owned and closed by the caller
     * @param timeout bound of each request to the broker
     */
    public TopicProvisioner(Admin admin, TopicCatalogue catalogue, Duration timeout) {
        this.admin = admin;
        this.catalogue = catalogue;
        this.timeout = timeout;
    }

    /**
     * Creates the topics that are missing, and waits until the broker shows them. Those that exist and do not say how
     * records are stored are told to, if that is allowed; else {@link #verify} names them.
     *
     * @return the names of the created ones
     * @throws KafkaException if the broker refuses or does not answer in time
     */
    public List<String> createMissing() {
        Set<String> existing = existing();
        List<String> created = new ArrayList<>();
        for (TopicSpec spec : catalogue.specs()) {
            if (!existing.contains(spec.name()) && create(spec)) {
                created.add(spec.name());
            }
        }
        awaitShown(created);
        boundStorage(existing);
        return List.copyOf(created);
    }

    /**
     * Compares the topics of the broker with the catalogue.
     *
     * @throws TopicMismatchException if a topic is missing or has other settings
     * @throws KafkaException if the broker refuses or does not answer in time
     */
    public void verify() {
        refuse(differences());
    }

    private static void refuse(List<TopicDifference> differences) {
        if (!differences.isEmpty()) {
            throw new TopicMismatchException(differences);
        }
    }

    /**
     * As {@link #verify}, after topics were made: one broker shows them before another does, so what is missing is looked for again as
     * long as a request may take.
     */
    public void verifyMade() {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<TopicDifference> differences = differences();
        while (!differences.isEmpty()
                && differences.stream().allMatch(TopicDifference::isMissing)
                && System.nanoTime() - deadline < 0) {
            pause();
            differences = differences();
        }
        refuse(differences);
    }

    /**
     * What of the broker's topics is not as the catalogue says; empty when all is well.
     *
     * @throws KafkaException if the broker refuses or does not answer in time
     */
    public List<TopicDifference> differences() {
        Set<String> existing = existing();
        List<String> names = catalogue.specs().stream()
                .map(TopicSpec::name)
                .filter(existing::contains)
                .toList();
        refuseForbidden(catalogue.specs().stream()
                .map(TopicSpec::name)
                .filter(name -> !existing.contains(name))
                .toList());
        Map<String, TopicDescription> descriptions = descriptions(names);
        Map<ConfigResource, Config> configs = configs(names);

        List<TopicDifference> differences = new ArrayList<>();
        for (TopicSpec spec : catalogue.specs()) {
            TopicDescription description = descriptions.get(spec.name());
            Config config = configs.get(resource(spec.name()));
            if (description == null || config == null) {
                differences.add(new TopicDifference(
                        spec.name(),
                        TopicDifference.EXISTS,
                        "false",
                        "true",
                        "create the topics with `millrace topics create`"));
            } else {
                comparePartitions(spec, description, differences);
                compareSettings(spec, config, differences);
                compareDurability(description, config, differences);
            }
        }
        return List.copyOf(differences);
    }

    /**
     * What of topics that are in no catalogue, those that Kafka Streams makes for itself, falls short of the catalogue's
     * durability.
     *
     * @param chosen by their names
     * @return a list for each of them, by its name; empty where all is well
     * @throws KafkaException if the broker refuses or does not answer in time
     */
    public SortedMap<String, List<TopicDifference>> durability(Predicate<String> chosen) {
        List<String> names = existing().stream().filter(chosen).toList();
        Map<ConfigResource, Config> configs = configs(names);
        SortedMap<String, List<TopicDifference>> differences = new TreeMap<>();
        descriptions(names).forEach((name, description) -> {
            List<TopicDifference> found = new ArrayList<>();
            compareDurability(description, Objects.requireNonNull(configs.get(resource(name))), found);
            differences.put(name, List.copyOf(found));
        });
        return differences;
    }

    /** A list of topics leaves out those that may not be seen; waiting does not bring them. */
    private void refuseForbidden(List<String> unlisted) {
        List<String> forbidden = new ArrayList<>();
        admin.describeTopics(unlisted).topicNameValues().forEach((name, answer) -> {
            try {
                await(answer, "describing topic " + name);
            } catch (KafkaException e) {
                if (e.getCause() instanceof TopicAuthorizationException) {
                    forbidden.add(name);
                } else if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        });
        if (!forbidden.isEmpty()) {
            throw new TopicAuthorizationException(
                    "this user has no right to DESCRIBE the topics " + String.join(", ", forbidden)
                            + "; grant DESCRIBE and DESCRIBE_CONFIGS on all topics with that prefix",
                    Set.copyOf(forbidden));
        }
    }

    private Map<String, TopicDescription> descriptions(List<String> names) {
        return await(admin.describeTopics(names).allTopicNames(), "describing the topics");
    }

    private Map<ConfigResource, Config> configs(List<String> names) {
        return await(
                admin.describeConfigs(
                                names.stream().map(TopicProvisioner::resource).toList())
                        .all(),
                "reading the settings of the topics");
    }

    private void compareDurability(TopicDescription description, Config config, List<TopicDifference> differences) {
        int replicas = description.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        int inSync = Integer.parseInt(
                config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value());
        TopicDifference difference = catalogue.durability().differenceOf(description.name(), replicas, inSync);
        if (difference != null) {
            differences.add(difference);
        }
    }

    private static void comparePartitions(
            TopicSpec spec, TopicDescription description, List<TopicDifference> differences) {
        int found = description.partitions().size();
        if (found != spec.partitions()) {
            differences.add(new TopicDifference(
                    spec.name(),
                    "partitions",
                    String.valueOf(found),
                    String.valueOf(spec.partitions()),
                    "set kafka.partitions to what the topics have, use another kafka.topic_prefix,"
                            + " or delete the topic and create it again"));
        }
    }

    private static void compareSettings(TopicSpec spec, Config config, List<TopicDifference> differences) {
        for (TopicSetting setting : TopicSetting.verified(spec)) {
            String found = config.get(setting.name()).value();
            if (!setting.accepts(found)) {
                differences.add(new TopicDifference(
                        spec.name(),
                        setting.name(),
                        String.valueOf(found),
                        setting.expectation(),
                        remedy(spec, setting)));
            }
        }
    }

    /** Compaction is not for records that were written without it in mind: of those under one key it keeps the last. */
    private static String remedy(TopicSpec spec, TopicSetting setting) {
        if (setting.name().equals(TopicConfig.CLEANUP_POLICY_CONFIG)
                && setting.expected().equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            return "when its runs have ended, delete the topic and create it again with `millrace topics create`,"
                    + " or use another kafka.topic_prefix";
        }
        return TopicDifference.alter(spec.name(), setting.name(), setting.expected());
    }

    private boolean create(TopicSpec spec) {
        NewTopic topic = new NewTopic(spec.name(), spec.partitions(), spec.replication()).configs(spec.settings());
        try {
            await(admin.createTopics(List.of(topic)).all(), "creating topic " + spec.name());
            return true;
        } catch (KafkaException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
            return false; // another process was faster; verify() sees whether it made the same
        }
    }

    private void boundStorage(Set<String> existing) {
        List<String> present = catalogue.specs().stream()
                .map(TopicSpec::name)
                .filter(existing::contains)
                .toList();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        configs(present).forEach((topic, config) -> {
            ConfigEntry found = config.get(TopicConfig.COMPRESSION_TYPE_CONFIG);
            if (found.source() != ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                    && !found.value().equals(TopicCatalogue.UNCOMPRESSED)) {
                changes.put(topic, List.of(BOUND));
            }
        });
        if (changes.isEmpty()) {
            return;
        }
        try {
            await(admin.incrementalAlterConfigs(changes).all(), "bounding what topics store");
            log.atInfo()
                    .addKeyValue("topics", changes.keySet())
                    .log("topics of an earlier version store uncompressed now");
        } catch (KafkaException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw e;
            }
            log.atDebug().setCause(e).log("not allowed to bound what topics store");
        }
    }

    /** A broker may answer from metadata that the controller's answer is ahead of. */
    private void awaitShown(List<String> created) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!existing().containsAll(created)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new KafkaException("the topics " + created
                        + " were created, but the broker does not show them after " + Seconds.of(timeout));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Set<String> existing() {
        return await(admin.listTopics().names(), "listing the topics");
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private <T> T await(KafkaFuture<T> answer, String what) {
        return BrokerAnswers.await(answer, timeout, what);
    }
}
