package dev.millrace.schemas.client;

import dev.millrace.schemas.notice.CauseChain;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Tells a registry's answer from the want of one: an outage, refused credentials, a missing right, a limit, TLS that
 * fails. None of these is the fault of the record that was read or written at that moment.
 */
final class RegistryFailure {

    private static final String SSL = "kafka.properties.schema.registry.ssl.";
    static final String SPEAKS_OF = "schema registry ";
    private static final int NO_JSON = 50005;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PROXY_UNAUTHORIZED = 407;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;

    private RegistryFailure() {}

    /** Whether a registry has answered the question, if with a refusal: no such schema, not compatible, not valid. */
    static boolean isAnswer(RestClientException refusal) {
        return switch (refusal.getStatus()) {
            case BAD_REQUEST, NOT_FOUND, CONFLICT, UNPROCESSABLE -> refusal.getErrorCode() != NO_JSON;
            default -> false;
        };
    }

    /** Why there was no answer. */
    static Explanation explain(Exception failure, Map<String, ?> properties) {
        CauseChain chain = CauseChain.of(failure);
        Optional<RestClientException> refusal = chain.find(RestClientException.class);
        if (refusal.isPresent()) {
            return explain(refusal.get());
        }
        return new StoreFailure(properties)
                .explain(chain)
                .or(() -> new TlsFailure("the registry", SSL, "kafka.registry").explain(chain))
                .orElseGet(() -> Explanation.passing(
                        "does not answer (" + chain.message() + ")", "start it, or set kafka.registry to its address"));
    }

    private static Explanation explain(RestClientException refusal) {
        String said = " (status " + refusal.getStatus() + ")";
        return switch (refusal.getStatus()) {
            case UNAUTHORIZED ->
                Explanation.lasting(
                        "it wants other credentials" + said,
                        "set kafka.properties.basic.auth.user.info to USER:PASSWORD, or"
                                + " kafka.properties.bearer.auth.token");
            case PROXY_UNAUTHORIZED ->
                Explanation.lasting(
                        "the proxy before it wants credentials" + said,
                        "correct kafka.properties.proxy.host, or take a proxy that wants none");
            case FORBIDDEN ->
                Explanation.lasting(
                        "its user may not do this" + said,
                        "give the user the right to read the subjects of kafka.topic_prefix, and to write them for"
                                + " `schemas register`");
            case TOO_MANY ->
                Explanation.passing(
                        "it answers no more requests for now" + said,
                        "raise its limit, or start fewer processes at once");
            default ->
                Explanation.passing(
                        "does not answer as a registry" + said, "start it, or set kafka.registry to its address");
        };
    }

    /** The exception of Kafka's that says so; never one that blames a record. */
    static KafkaException exception(Explanation why, String message, Exception failure) {
        CauseChain chain = CauseChain.of(failure);
        int status = chain.find(RestClientException.class)
                .map(RestClientException::getStatus)
                .orElse(0);
        if (status == UNAUTHORIZED || status == PROXY_UNAUTHORIZED) {
            return new AuthenticationException(message, failure);
        }
        if (status == FORBIDDEN) {
            return new AuthorizationException(message, failure);
        }
        if (why.lasting()) {
            return new SslAuthenticationException(message, failure);
        }
        return new TimeoutException(message, failure);
    }

    /** Whether {@link #exception} made one of these: they speak of the registry, not of a broker. */
    static boolean isCauseOf(CauseChain chain) {
        return chain.links().stream()
                .map(Throwable::getMessage)
                .anyMatch(message -> message != null && message.startsWith(SPEAKS_OF));
    }

    /** What {@link #exception} made, out of the wrappers that a serializer has put around it. */
    static RuntimeException unwrap(RuntimeException wrapped) {
        return CauseChain.of(wrapped).links().stream()
                .filter(link -> link instanceof TimeoutException
                        || link instanceof AuthenticationException
                        || link instanceof AuthorizationException
                        || link instanceof InterruptException)
                .map(RuntimeException.class::cast)
                .findFirst()
                .orElse(wrapped);
    }
}
