package dev.millrace.runtime.access;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.topic.BrokerAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;

/** What users may take of a broker, for who may see and change it. Belongs to one thread. */
public final class BrokerQuotas implements AutoCloseable {

    private static final Duration REQUEST = Duration.ofSeconds(30);

    private final Admin admin;
    private final KafkaConfig kafka;

    /** Makes no request yet. */
    public BrokerQuotas(KafkaConfig kafka) {
        this.kafka = kafka;
        this.admin = Admin.create(kafka.connection().client("millrace-quotas"));
    }

    /**
     * The limits of users alone, whatever client they come with; users without any are left out.
     *
     * @throws UsageException if this user may not see them
     */
    public SortedMap<String, Quota> read() {
        ClientQuotaFilter users = ClientQuotaFilter.containsOnly(
                List.of(ClientQuotaFilterComponent.ofEntityType(ClientQuotaEntity.USER)));
        SortedMap<String, Quota> quotas = new TreeMap<>();
        await(admin.describeClientQuotas(users).entities(), "DESCRIBE_CONFIGS").forEach((entity, limits) -> {
            String user = entity.entries().get(ClientQuotaEntity.USER);
            if (user != null) { // else what holds for all who have no limits
                quotas.put(user, Quota.of(limits));
            }
        });
        return quotas;
    }

    /**
     * Gives users limits; those that {@code quota} does not name are taken away.
     *
     * @throws UsageException if this user may not change them
     */
    public void set(Collection<String> users, Quota quota) {
        Map<String, Double> limits = quota.limits();
        List<ClientQuotaAlteration.Op> changes = new ArrayList<>();
        for (String name : List.of(Quota.PRODUCED, Quota.CONSUMED, Quota.REQUESTS)) {
            changes.add(new ClientQuotaAlteration.Op(name, limits.get(name))); // null takes it away
        }
        List<ClientQuotaAlteration> all = users.stream()
                .distinct()
                .map(user ->
                        new ClientQuotaAlteration(new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, user)), changes))
                .toList();
        await(admin.alterClientQuotas(all).all(), "ALTER_CONFIGS");
    }

    private <T> T await(KafkaFuture<T> answer, String operation) {
        try {
            return BrokerAnswers.await(answer, REQUEST, "the quotas at " + kafka.bootstrap());
        } catch (KafkaException e) {
            if (e.getCause() instanceof ClusterAuthorizationException) {
                throw new UsageException(
                        kafka.connection().user() + " may not " + operation + " of the cluster at " + kafka.bootstrap()
                                + ", which quotas take; ask as an administrator",
                        Objects.requireNonNull(e.getCause()));
            }
            throw e;
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
