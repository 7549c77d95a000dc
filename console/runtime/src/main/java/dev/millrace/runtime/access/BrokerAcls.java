package dev.millrace.runtime.access;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.topic.BrokerAnswers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** The list of rights that a broker keeps, for who may see and change it. Belongs to one thread. */
public final class BrokerAcls implements AutoCloseable {

    private static final Duration REQUEST = Duration.ofSeconds(30);

    private final Admin admin;
    private final KafkaConfig kafka;

    /** Makes no request yet. */
    public BrokerAcls(KafkaConfig kafka) {
        this.kafka = kafka;
        this.admin = Admin.create(kafka.connection().client("millrace-acls"));
    }

    /**
     * All entries of the broker.
     *
     * @throws AclsRefusedException if the broker has no authorizer, or this user may not see them
     */
    public GrantedRights read() {
        return new GrantedRights(await(admin.describeAcls(AclBindingFilter.ANY).values(), "DESCRIBE"));
    }

    /**
     * Adds the entries that do not follow from those that are there; nothing is taken away.
     *
     * @return the added ones
     * @throws AclsRefusedException if the broker has no authorizer, or this user may not change them
     */
    public List<AclBinding> add(Collection<AclBinding> wanted) {
        GrantedRights there = read();
        List<AclBinding> missing = wanted.stream()
                .filter(binding -> !there.hold(binding))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            await(admin.createAcls(missing).all(), "ALTER");
        }
        return missing;
    }

    private <T> T await(KafkaFuture<T> answer, String operation) {
        try {
            return BrokerAnswers.await(answer, REQUEST, "the rights at " + kafka.bootstrap());
        } catch (KafkaException e) {
            if (e.getCause() instanceof SecurityDisabledException) {
                throw new AclsRefusedException(
                        "the broker " + kafka.bootstrap()
                                + " has no authorizer, so that everybody may do everything; set"
                                + " authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer there",
                        e);
            }
            if (e.getCause() instanceof ClusterAuthorizationException
                    || e.getCause() instanceof TopicAuthorizationException) {
                throw new AclsRefusedException(
                        kafka.connection().user() + " may not " + operation + " the cluster at " + kafka.bootstrap()
                                + ", which its list of rights takes; ask as an administrator, or what one user may do"
                                + " itself by `millrace acls check --self --role ROLE`",
                        e);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
