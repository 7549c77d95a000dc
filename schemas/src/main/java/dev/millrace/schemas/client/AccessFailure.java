package dev.millrace.schemas.client;

import dev.millrace.schemas.notice.CauseChain;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** Which right is missing. Kafka tells clients the resource at most, never the operation nor who they are to it. */
final class AccessFailure {

    private static final String RIGHTS = "docs/security.md lists the rights of each role";

    private AccessFailure() {}

    /** Empty if no right is missing. */
    static Optional<Explanation> explain(CauseChain failure, String user) {
        Optional<AuthorizationException> found = failure.find(AuthorizationException.class);
        return found.map(refusal -> explain(refusal, user));
    }

    private static Explanation explain(AuthorizationException refusal, String user) {
        String said = CauseChain.flat(String.valueOf(refusal.getMessage()));
        if (refusal instanceof TopicAuthorizationException topic) {
            boolean ofKafka = said.startsWith("Not authorized to access topics") || said.startsWith("Topic auth");
            return ofKafka ? missing(topics(topic), user) : Explanation.lasting(said, RIGHTS);
        }
        if (refusal instanceof GroupAuthorizationException group) {
            return missing(group.groupId() == null ? "the consumer group" : "group " + group.groupId(), user);
        }
        if (refusal instanceof TransactionalIdAuthorizationException) {
            return missing(said.startsWith(Transactions.NAMED) ? said : Transactions.NAMED, user);
        }
        if (refusal instanceof ClusterAuthorizationException) {
            // A producer is told so when it begins, before it names a topic.
            return Explanation.lasting(
                    user + " may write to no topic, or lacks a right on the cluster (" + said + ")",
                    "grant WRITE on the topics that its role writes; " + RIGHTS);
        }
        return Explanation.lasting(said, RIGHTS);
    }

    private static Explanation missing(String resource, String user) {
        return Explanation.lasting(user + " lacks a right on " + resource, "grant it; " + RIGHTS);
    }

    private static String topics(TopicAuthorizationException refusal) {
        TreeSet<String> topics = new TreeSet<>(refusal.unauthorizedTopics());
        return topics.isEmpty()
                ? "a topic of kafka.topic_prefix"
                : "topic" + (topics.size() > 1 ? "s " : " ") + String.join(", ", topics);
    }
}
