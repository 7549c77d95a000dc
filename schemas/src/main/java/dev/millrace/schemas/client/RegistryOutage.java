package dev.millrace.schemas.client;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/**
 * Tells a registry that does not answer from a record that is bad.
 *
 * <p>Confluent's deserializer gives both the same exception; but a record that could not be read because a schema
 * could not be fetched is good, and must not be set aside.
 */
final class RegistryOutage {

    private static final int SERVER_ERROR = 500;

    private RegistryOutage() {}

    static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLException
                    || (cause instanceof RestClientException refusal && refusal.getStatus() >= SERVER_ERROR)) {
                return true;
            }
        }
        return false;
    }
}
