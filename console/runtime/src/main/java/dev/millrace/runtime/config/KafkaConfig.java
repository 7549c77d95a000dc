package dev.millrace.runtime.config;

import dev.millrace.schemas.client.ClientProperties;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.RenewingLogin;
import dev.millrace.schemas.notice.Seconds;
import dev.millrace.schemas.secret.Login;
import dev.millrace.schemas.secret.Redaction;
import dev.millrace.schemas.secret.References;
import dev.millrace.schemas.secret.SecretNames;
import dev.millrace.schemas.secret.UnresolvedReferenceException;
import dev.millrace.schemas.topic.Retention;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the broker and the registry are, and how the topics are named and cut.
 *
 * @param bootstrap host:port of the brokers, comma-separated
 * @param registry URL of a Confluent-compatible schema registry
 * @param topicPrefix put before each topic's name
 * @param partitions partitions of the topics that scale by them, at least 1; experience, weights and training-steps
 *     have one
 * @param replication replicas of each partition, at least 1; matters when topics are created
 * @param patience how long a role that starts waits for broker and registry to answer, and then for topics and schemas to
 *     be there, at least 1 s
 * @param properties further client properties, given to every client, for instance of TLS and SASL
 * @param store the object store for what is too large for the log
 * @param retention how long the broker keeps records; matters when topics are created, and what is kept for less is refused at the start
 * @param quotas what users may take of the brokers, for `quotas set` and the users of Strimzi
 */
public record KafkaConfig(
        String bootstrap,
        String registry,
        String topicPrefix,
        int partitions,
        int replication,
        Duration patience,
        Map<String, String> properties,
        StoreConfig store,
        Retention retention,
        QuotasConfig quotas) {

    /** A list, which a user and the metrics of a role both fill. */
    private static final String REPORTERS = "metric.reporters";

    /** @throws IllegalArgumentException if a value is out of range; the message begins with its key */
    public KafkaConfig {
        if (bootstrap.isBlank()) {
            throw new IllegalArgumentException("bootstrap must name a broker, for instance localhost:9092");
        }
        if (bootstrap.contains("@")) {
            throw new IllegalArgumentException(
                    "bootstrap must be host:port without a user; credentials of the brokers are"
                            + " given by kafka.properties, as in sasl.jaas.config");
        }
        if (SecretSettings.addressHoldsUser(registry)) {
            throw new IllegalArgumentException(
                    "registry must not hold a user or password, which would stand in logs and"
                            + " errors; set kafka.properties.basic.auth.user.info=USER:${env:PASSWORD} instead");
        }
        if (registry.contains("?")) {
            throw new IllegalArgumentException(
                    "registry must not hold a query, which may be a secret and would stand in"
                            + " logs and errors; kafka.properties.bearer.auth.token takes a token");
        }
        if (!References.areIn(registry) && !isUrl(registry)) {
            throw new IllegalArgumentException(noUrl("\"" + registry + "\""));
        }
        if (!topicPrefix.matches("[a-zA-Z0-9._-]{0,100}")) {
            throw new IllegalArgumentException(
                    "topic_prefix must be at most 100 characters of a-z A-Z 0-9 . _ -, not \"" + topicPrefix + "\"");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be at least 1, not " + partitions);
        }
        if (replication < 1 || replication > Short.MAX_VALUE) {
            throw new IllegalArgumentException("replication must be at least 1, not " + replication);
        }
        if (patience.toSeconds() < 1) {
            throw new IllegalArgumentException("patience must be at least 1 s, not " + Seconds.of(patience));
        }
        ClientProperties.refused(properties).forEach((key, why) -> {
            throw new IllegalArgumentException("properties." + key + " cannot be set: " + why);
        });
        properties.forEach((key, value) -> {
            if (SecretSettings.holdsUser(value) && !SecretNames.isSecret(key)) {
                throw new IllegalArgumentException(
                        "properties." + key + " must not hold a user or password within a URL,"
                                + " which would stand in logs and errors; use the properties for credentials");
            }
        });
        properties = Map.copyOf(properties);
        TopicCatalogue.requireKnown(retention);
    }

    public static KafkaConfig defaults() {
        return new KafkaConfig(
                "localhost:9092",
                "http://localhost:8081",
                "millrace.",
                4,
                1,
                Duration.ofMinutes(1),
                Map.of(),
                StoreConfig.NONE,
                Retention.defaults(),
                QuotasConfig.NONE);
    }

    /** The same topics at another address. */
    public KafkaConfig at(String newBootstrap, String newRegistry) {
        return new KafkaConfig(
                newBootstrap,
                newRegistry,
                topicPrefix,
                partitions,
                replication,
                patience,
                properties,
                store,
                retention,
                quotas);
    }

    /** The same topics cut in another way. */
    public KafkaConfig withPartitions(int count) {
        return new KafkaConfig(
                bootstrap, registry, topicPrefix, count, replication, patience, properties, store, retention, quotas);
    }

    /** The same with further client properties; reporters of metrics join those that are there. */
    public KafkaConfig with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(properties);
        more.forEach(
                (key, value) -> all.merge(key, value, key.equals(REPORTERS) ? KafkaConfig::both : (old, now) -> now));
        return new KafkaConfig(
                bootstrap, registry, topicPrefix, partitions, replication, patience, all, store, retention, quotas);
    }

    private static String both(String ours, String more) {
        return Stream.of(ours, more)
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .distinct()
                .collect(Collectors.joining(","));
    }

    /**
     * The way to broker and registry, with what references stand for.
     *
     * @throws ConfigException naming the setting whose reference stands for nothing, or for what is out of range
     */
    public KafkaConnection connection() {
        References references = References.ofProcess();
        try {
            Map<String, String> resolved = new TreeMap<>();
            properties.forEach((key, value) -> resolved.put(key, resolve(references, key, value)));
            resolved.putAll(RenewingLogin.settings(properties));
            String url = references.resolve("kafka.registry", registry);
            if (References.areIn(registry) && !isUrl(url)) {
                throw new IllegalArgumentException(noUrl("what \"" + registry + "\" stands for"));
            }
            KafkaConfig plain = new KafkaConfig(
                    references.resolve("kafka.bootstrap", bootstrap),
                    url,
                    topicPrefix,
                    partitions,
                    replication,
                    patience,
                    resolved,
                    store,
                    retention,
                    quotas);
            return new KafkaConnection(plain.bootstrap, plain.registry, plain.properties, store.settings(references));
        } catch (UnresolvedReferenceException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("kafka." + e.getMessage(), e);
        }
    }

    private static boolean isUrl(String text) {
        return text.matches("https?://.+");
    }

    private static String noUrl(String what) {
        return "registry must be an http or https URL, for instance http://localhost:8081, not " + what;
    }

    private static String resolve(References references, String key, String value) {
        if (SecretNames.isSecret(key) && value.equals(SecretNames.HIDDEN)) {
            throw new UnresolvedReferenceException(
                    "kafka.properties." + key + " was hidden when these settings were saved;"
                            + " put a reference there, ${env:NAME} or ${file:PATH}");
        }
        // Between the quotes of JAAS a quote would end the word.
        return references.resolve("kafka.properties." + key, value, word -> {
            if (SecretNames.isSecret(key)) {
                Redaction.add(word);
            }
            return key.endsWith("sasl.jaas.config") ? Login.quoted(word) : word;
        });
    }

    /** Without the values of secrets. */
    @Override
    public String toString() {
        Map<String, String> shown = new TreeMap<>();
        properties.forEach((key, value) -> shown.put(key, SecretSettings.shown(new KeyPath(List.of(key)), value)));
        return "KafkaConfig[" + bootstrap + ", " + registry + ", " + topicPrefix + ", " + partitions + " partitions, "
                + replication + " replicas, " + Seconds.of(patience) + ", " + shown + ", " + store + "]";
    }

    public Topics topics() {
        return new Topics(topicPrefix);
    }

    public TopicCatalogue catalogue() {
        return new TopicCatalogue(topics(), partitions, (short) replication, retention);
    }
}
