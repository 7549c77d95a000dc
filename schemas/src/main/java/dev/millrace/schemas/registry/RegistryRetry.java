package dev.millrace.schemas.registry;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;

/** Tries a call again while the registry is unreachable or out of order, within bounds. */
final class RegistryRetry {

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int SERVER_ERROR = 500;

    private final String url;
    private final Duration patience;

    RegistryRetry(String url, Duration patience) {
        this.url = url;
        this.patience = patience;
    }

    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException, RestClientException;
    }

    /**
     * Runs {@code call} until it succeeds or is refused.
     *
     * @throws RestClientException the registry's refusal, status below 500
     * @throws SchemaRegistrationException if the registry stays unreachable or fails for longer than the patience, or
     *     the thread is interrupted
     */
    <T> T call(String what, Call<T> call) throws RestClientException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            IOException failure;
            try {
                return call.run();
            } catch (RestClientException e) {
                if (e.getStatus() < SERVER_ERROR) {
                    throw e;
                }
                failure = new IOException(e.getMessage(), e);
            } catch (IOException e) {
                failure = e;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new SchemaRegistrationException(
                        "schema registry " + url + " does not answer (" + what + ", tried for " + patience + "): "
                                + failure.getMessage() + "; start it, or set kafka.registry to its address",
                        failure);
            }
            pause(what);
        }
    }

    private void pause(String what) {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemaRegistrationException(
                    "schema registry " + url + ": interrupted while waiting for it (" + what + ")", e);
        }
    }
}
