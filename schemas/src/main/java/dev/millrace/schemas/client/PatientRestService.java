package dev.millrace.schemas.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.millrace.schemas.notice.Seconds;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the registry again, within bounds, while it gives no answer. What it cannot get then ends in an exception of
 * Kafka's that says why; only a registry's own refusal is a {@link RestClientException}.
 *
 * <p>Thread-safe as its super class is.
 */
final class PatientRestService extends RestService {

    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final int HTTPS = 443;

    /** The client turns a refusal without one of these into an exception that has lost its cause. */
    private static final int SMALLEST_CODE = 10_000;

    private static final int PLAIN_CODES = 100;

    private final RegistryAddress address;
    private final RegistryPatience patience;
    private final Map<String, ?> properties;
    private volatile SSLSocketFactory tls = HttpsURLConnection.getDefaultSSLSocketFactory();

    PatientRestService(RegistryAddress address, RegistryPatience patience, Map<String, ?> properties) {
        super(address.urls());
        this.address = address;
        this.patience = patience;
        this.properties = properties;
    }

    @Override
    public void setSslSocketFactory(SSLSocketFactory factory) {
        super.setSslSocketFactory(factory);
        tls = factory;
    }

    @Override
    public <T> T httpRequest(
            String path, String method, byte @Nullable [] body, Map<String, String> headers, TypeReference<T> answer)
            throws IOException, RestClientException {
        long start = System.nanoTime();
        while (true) {
            Exception failure;
            try {
                return super.httpRequest(path, method, body, headers, answer);
            } catch (RestClientException e) {
                if (RegistryFailure.isAnswer(e)) {
                    throw withCode(e);
                }
                // The client goes on to the next URL only where the connection fails.
                getBaseUrls().fail(getBaseUrls().current());
                failure = e;
            } catch (IOException e) {
                failure = reason(e);
            }
            Explanation why = RegistryFailure.explain(failure, properties);
            Duration longest = why.lasting() ? patience.refused() : patience.silent();
            if (System.nanoTime() - start >= longest.toNanos()) {
                throw RegistryFailure.exception(why, message(method + " " + path, why, longest), failure);
            }
            pause();
        }
    }

    /** A connection that breaks over TLS may be a handshake that was refused. */
    private IOException reason(IOException failure) {
        URI url = URI.create(getBaseUrls().current());
        boolean hidden = "https".equals(url.getScheme())
                && url.getHost() != null
                && !(failure instanceof SSLException)
                && !(failure instanceof ConnectException)
                && !(failure instanceof InterruptedIOException)
                && !(failure instanceof JsonProcessingException);
        return hidden
                ? TlsProbe.complaint(tls, url.getHost(), url.getPort() < 0 ? HTTPS : url.getPort(), PROBE)
                        .filter(SSLException.class::isInstance)
                        .orElse(failure)
                : failure;
    }

    private String message(String request, Explanation why, Duration tried) {
        String patiently = tried.isZero() ? "" : ", tried for " + Seconds.of(tried);
        return RegistryFailure.SPEAKS_OF + address + ": " + why.cause() + " [" + request + patiently + "]; "
                + why.cure();
    }

    private static RestClientException withCode(RestClientException refusal) {
        int code = refusal.getErrorCode();
        if (code >= SMALLEST_CODE) {
            return refusal;
        }
        String said = String.valueOf(refusal.getMessage()).replaceFirst("; error code: \\d+$", "");
        return new RestClientException(said, refusal.getStatus(), refusal.getStatus() * PLAIN_CODES);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
