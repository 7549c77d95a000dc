package dev.millrace.schemas.access;

import dev.millrace.schemas.topic.BrokerAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Asks the broker, as the user itself and without a right on the cluster, what this user may do. A broker without an
 * authorizer allows everything.
 *
 * <p>Of topics the broker lists the operations that are allowed. Of a group or a transactional id that does not exist yet it
 * only says whether it may be seen, which who may use it may. What is not known before internal topics of Kafka Streams exist
 * is whether they may be read and written. Runs on the caller's thread.
 */
public final class AccessCheck {

    /** Put behind a prefix, for a name that it covers. */
    private static final String SAMPLE = "access-check";

    private final Admin admin;
    private final List<Grant> grants;
    private final Set<String> topics;
    private final Set<String> ownNames;
    private final Duration timeout;

    /**
     * @param admin of the user; owned by the caller
     * @param grants what it needs
     * @param topics which exist; the rows about all topics with a prefix are asked of these
     * @param ownNames groups and transactional ids that the user will go by, which are asked for instead of any of their prefix
     * @param timeout bound of each request
     */
    public AccessCheck(
            Admin admin, List<Grant> grants, Collection<String> topics, Collection<String> ownNames, Duration timeout) {
        this.admin = admin;
        this.grants = List.copyOf(grants);
        this.topics = new TreeSet<>(topics);
        this.ownNames = Set.copyOf(ownNames);
        this.timeout = timeout;
    }

    /**
     * What is needed and not allowed, in the order of the table.
     *
     * @throws KafkaException if the broker does not answer
     */
    public List<MissingRight> missing() {
        Map<String, Set<AclOperation>> ofTopics = allowedOnTopics();
        Map<String, Set<AclOperation>> ofGroups = allowedOnGroups();
        Set<String> forbiddenIds = forbiddenIds();
        List<MissingRight> missing = new ArrayList<>();
        for (Grant grant : grants) {
            for (AclOperation operation : grant.operations()) {
                boolean lacks =
                        switch (grant.resource().resourceType()) {
                            case TOPIC ->
                                operation == AclOperation.CREATE
                                        ? !mayCreate(grant)
                                        : lacks(ofTopics, grant, operation);
                            case GROUP -> lacks(ofGroups, grant, operation);
                            default -> names(grant).anyMatch(forbiddenIds::contains);
                        };
                if (lacks) {
                    missing.add(new MissingRight(operation, grant.resource()));
                }
            }
        }
        return List.copyOf(missing);
    }

    private static boolean lacks(Map<String, Set<AclOperation>> allowed, Grant grant, AclOperation operation) {
        return allowed.entrySet().stream()
                .anyMatch(each -> grant.covers(grant.resource().resourceType(), each.getKey())
                        && !each.getValue().contains(operation));
    }

    private Map<String, Set<AclOperation>> allowedOnTopics() {
        Set<String> asked = new TreeSet<>(topics);
        BrokerAnswers.await(admin.listTopics().names(), timeout, "listing the topics").stream()
                .filter(name -> grants.stream()
                        .anyMatch(grant -> grant.operations().contains(AclOperation.CREATE)
                                && grant.covers(ResourceType.TOPIC, name)))
                .forEach(asked::add);
        Map<String, Set<AclOperation>> allowed = new TreeMap<>();
        admin.describeTopics(asked, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .forEach((name, answer) -> add(allowed, name, answer, TopicDescription::authorizedOperations));
        allowed.replaceAll((name, operations) -> operations.isEmpty() ? allowedUnseen(name) : operations);
        return allowed;
    }

    /** Of a topic that may not be seen, its settings may. */
    private Set<AclOperation> allowedUnseen(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        KafkaFuture<?> answer = Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).values().get(resource));
        return isRefused(answer, "reading the settings of " + topic) ? Set.of() : Set.of(AclOperation.DESCRIBE_CONFIGS);
    }

    private Map<String, Set<AclOperation>> allowedOnGroups() {
        Map<String, Set<AclOperation>> allowed = new TreeMap<>();
        admin.describeConsumerGroups(
                        names(ResourceType.GROUP),
                        new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                .describedGroups()
                .forEach((name, answer) -> add(allowed, name, answer, ConsumerGroupDescription::authorizedOperations));
        return allowed;
    }

    private <T> void add(
            Map<String, Set<AclOperation>> allowed,
            String name,
            KafkaFuture<T> answer,
            Function<T, Set<AclOperation>> operations) {
        try {
            Set<AclOperation> found = operations.apply(BrokerAnswers.await(answer, timeout, "describing " + name));
            if (found != null) {
                allowed.put(name, found);
            }
        } catch (KafkaException e) {
            if (isRefusal(e)) {
                allowed.put(name, Set.of());
            }
        }
    }

    private Set<String> forbiddenIds() {
        Set<String> forbidden = new TreeSet<>();
        List<String> ids = names(ResourceType.TRANSACTIONAL_ID);
        if (ids.isEmpty()) {
            return forbidden;
        }
        var answers = admin.describeTransactions(ids);
        for (String id : ids) {
            if (isRefused(answers.description(id), "describing transactional id " + id)) {
                forbidden.add(id);
            }
        }
        return forbidden;
    }

    /** Asked without making anything. */
    private boolean mayCreate(Grant grant) {
        String name = sample(grant);
        return !isRefused(
                admin.createTopics(
                                List.of(new NewTopic(name, 1, (short) 1)), new CreateTopicsOptions().validateOnly(true))
                        .all(),
                "asking whether topic " + name + " may be created");
    }

    private boolean isRefused(KafkaFuture<?> answer, String what) {
        try {
            BrokerAnswers.await(answer, timeout, what);
            return false;
        } catch (KafkaException e) {
            return isRefusal(e);
        }
    }

    /** Else it is something that the broker does not know, which is nobody's to forbid. */
    private static boolean isRefusal(KafkaException e) {
        if (e instanceof TimeoutException || e.getCause() instanceof AuthenticationException) {
            throw e;
        }
        return e.getCause() instanceof AuthorizationException;
    }

    private List<String> names(ResourceType type) {
        return grants.stream()
                .filter(grant -> grant.resource().resourceType() == type)
                .flatMap(this::names)
                .distinct()
                .toList();
    }

    private Stream<String> names(Grant grant) {
        List<String> own = ownNames.stream()
                .filter(name -> grant.covers(grant.resource().resourceType(), name))
                .toList();
        return own.isEmpty() ? Stream.of(sample(grant)) : own.stream();
    }

    private static String sample(Grant grant) {
        String name = grant.resource().name();
        return grant.resource().patternType() == PatternType.PREFIXED || name.equals("*")
                ? name.replace("*", "") + SAMPLE
                : name;
    }
}
