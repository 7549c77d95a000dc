package dev.millrace.schemas.access;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Rights in the words of people, and of Kafka's own tools. */
public final class AccessWords {

    /** Rights are given to users, wherever they come from; a network policy says from where they may. */
    public static final String EVERY_HOST = "*";

    private AccessWords() {}

    /** As in {@code topic millrace.weights}, or {@code groups with prefix millrace.demo.scorer.}. */
    public static String of(ResourcePattern resource) {
        String kind = kind(resource.resourceType());
        return resource.patternType() == PatternType.PREFIXED
                ? kind + "s with prefix " + resource.name()
                : kind + " " + resource.name();
    }

    static String kind(ResourceType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** An operation as Kafka's tools and Strimzi write it: {@code DescribeConfigs}. */
    public static String tool(AclOperation operation) {
        return List.of(operation.name().split("_")).stream()
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /**
     * The arguments by which {@code kafka-acls.sh} gives a right.
     *
     * @param binding one that allows
     */
    public static String kafkaAcls(AclBinding binding) {
        ResourcePattern resource = binding.pattern();
        return "--add --allow-principal '" + binding.entry().principal() + "' --operation "
                + tool(binding.entry().operation()) + " --"
                + kind(resource.resourceType()).replace(' ', '-') + " '" + resource.name() + "'"
                + (resource.patternType() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "");
    }
}
