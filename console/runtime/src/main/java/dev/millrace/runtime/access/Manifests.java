package dev.millrace.runtime.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.millrace.runtime.config.QuotasConfig;
import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.AccessWords;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Grant;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicSpec;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Topics and users as objects of Strimzi's operators, in YAML: what {@code topics create} and {@code acls create} do at a
 * broker that no operator looks after.
 *
 * @param cluster the {@code Kafka} object that they belong to
 */
public record Manifests(String cluster) {

    private static final String VERSION = "kafka.strimzi.io/v1beta2";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    /** A {@code KafkaTopic} for each topic of the catalogue. */
    public String topics(TopicCatalogue catalogue) {
        return documents(catalogue.specs().stream().map(this::topic).toList());
    }

    /**
     * A {@code KafkaUser} for each of these.
     *
     * @param authentication as Strimzi calls it: {@code scram-sha-512} or {@code tls}
     * @param quotas what they may take of each broker
     */
    public String users(
            AccessTable table, Collection<Actor> actors, Users users, String authentication, QuotasConfig quotas) {
        return documents(actors.stream()
                .map(actor -> {
                    ObjectNode user = user(table, actor, users.name(actor), authentication);
                    limit((ObjectNode) user.path("spec"), Quota.of(quotas, actor));
                    return user;
                })
                .toList());
    }

    /** Strimzi has Kafka's limits in whole numbers, under names of its own. */
    private static void limit(ObjectNode spec, Quota quota) {
        if (!quota.equals(Quota.NONE)) {
            ObjectNode limits = spec.putObject("quotas");
            quota.produced().ifPresent(bytes -> limits.put("producerByteRate", (long) bytes));
            quota.consumed().ifPresent(bytes -> limits.put("consumerByteRate", (long) bytes));
            quota.requests().ifPresent(percent -> limits.put("requestPercentage", (long) percent));
        }
    }

    private ObjectNode topic(TopicSpec spec) {
        ObjectNode object = object("KafkaTopic", spec.name());
        ObjectNode body = object.putObject("spec");
        body.put("partitions", spec.partitions());
        body.put("replicas", spec.replication());
        ObjectNode config = body.putObject("config");
        new TreeMap<>(spec.settings()).forEach(config::put);
        return object;
    }

    private ObjectNode user(AccessTable table, Actor actor, String name, String authentication) {
        ObjectNode object = object("KafkaUser", name);
        ObjectNode body = object.putObject("spec");
        body.putObject("authentication").put("type", authentication);
        ObjectNode authorization = body.putObject("authorization").put("type", "simple");
        for (Grant grant : table.of(List.of(actor))) {
            ObjectNode rule = authorization.withArray("acls").addObject();
            ObjectNode resource = rule.putObject("resource")
                    .put("type", type(grant.resource().resourceType()))
                    .put("name", grant.resource().name());
            if (grant.resource().patternType() == PatternType.PREFIXED) {
                resource.put("patternType", "prefix"); // else literal
            }
            grant.operations().forEach(operation -> rule.withArray("operations").add(AccessWords.tool(operation)));
        }
        return object;
    }

    private ObjectNode object(String kind, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", VERSION).put("kind", kind);
        object.putObject("metadata").put("name", name).putObject("labels").put("strimzi.io/cluster", cluster);
        return object;
    }

    private static String type(ResourceType type) {
        return switch (type) {
            case TOPIC -> "topic";
            case GROUP -> "group";
            case TRANSACTIONAL_ID -> "transactionalId";
            default -> throw new IllegalStateException("no grant is on a " + type);
        };
    }

    private static String documents(Collection<ObjectNode> objects) {
        StringBuilder text = new StringBuilder();
        for (ObjectNode object : objects) {
            try {
                text.append(YAML.writeValueAsString(object));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree of texts and numbers is YAML", e);
            }
        }
        return text.toString();
    }
}
