package dev.millrace.schemas.client;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** Begins to use a transactional id. */
public final class Transactions {

    static final String NAMED = "transactional id";

    private Transactions() {}

    /**
     * {@link Producer#initTransactions()}; what it throws, it throws.
     *
     * @throws TransactionalIdAuthorizationException naming the id, which Kafka's own does not
     */
    public static void init(Producer<?, ?> producer, String transactionalId) {
        try {
            producer.initTransactions();
        } catch (TransactionalIdAuthorizationException e) {
            throw named(transactionalId, e);
        }
    }

    /** The same refusal with the id in it. */
    public static TransactionalIdAuthorizationException named(
            String transactionalId, TransactionalIdAuthorizationException refusal) {
        TransactionalIdAuthorizationException named =
                new TransactionalIdAuthorizationException(NAMED + " " + transactionalId);
        named.initCause(refusal);
        return named;
    }
}
