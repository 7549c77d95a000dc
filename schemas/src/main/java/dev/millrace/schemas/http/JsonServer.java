package dev.millrace.schemas.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.notice.Seconds;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server that takes and gives JSON, at paths below one URL. Connections are kept between requests, as many as there are
 * requests at the same time; redirects are not followed. Safe on any thread; a thread that is interrupted gives its request up,
 * and so closes its connection.
 */
public final class JsonServer {

    private static final int QUOTED_BYTES = 2_048;
    private static final Duration CONNECTING = Duration.ofSeconds(5);

    /**
     * NaN and the infinities are no JSON, but Python writes them: they are read so that they can be named. A text may be as long as a
     * reply, whose length is bounded: what a server makes of an image is one.
     */
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final EndpointSettings settings;
    private final URI uri;
    private final String base;
    private final Clock clock;
    private final HttpClient client;

    /**
     * @param clock by which a time in {@code Retry-After} is understood
     * @throws IllegalArgumentException that begins with the key whose value cannot be used
     */
    public JsonServer(EndpointSettings settings, Clock clock) {
        settings.requireUrl();
        this.settings = settings;
        this.uri = URI.create(settings.url());
        this.base = settings.url().replaceFirst("/+$", "");
        this.clock = clock;
        // Servers of Python take an offer of HTTP/2 without TLS for a fault.
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(
                        CONNECTING.compareTo(settings.requestTimeout()) < 0 ? CONNECTING : settings.requestTimeout());
        if (!settings.tls().isPlain()) {
            builder.sslContext(PemFiles.context(settings.tls()));
        }
        this.client = builder.build();
    }

    /** The URL as messages may show it, without its query. */
    public String name() {
        return settings.url().replaceFirst("[?#].*", "");
    }

    /**
     * Posts JSON.
     *
     * @param path behind the URL; empty for the URL itself
     * @param within longest time, that of the reply included
     * @return the reply, whatever JSON it is
     * @throws IOException if there is no reply now and may be later: no connection, one that broke, status 408, 429 or 5xx
     * @throws ReplyException if the reply is another status, no JSON or too long, or the server's certificate is not trusted
     * @throws InterruptedException if the calling thread is interrupted
     */
    public JsonNode post(String path, JsonNode body, Duration within)
            throws IOException, ReplyException, InterruptedException {
        return parsed(postForText(path, body, within));
    }

    /** Posts JSON to what answers in words of its own; errors as {@link #post}. */
    public String postForText(String path, JsonNode body, Duration within)
            throws IOException, ReplyException, InterruptedException {
        return text(send(
                request(path)
                        .setHeader("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build(),
                within));
    }

    /** Gets what is at a path; errors as {@link #post}. */
    public JsonNode get(String path, Duration within) throws IOException, ReplyException, InterruptedException {
        return parsed(getForText(path, within));
    }

    /** Gets what is at a path, in whatever form it is; errors as {@link #post}. */
    public String getForText(String path, Duration within) throws IOException, ReplyException, InterruptedException {
        return text(send(request(path).GET().build(), within));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(path.isEmpty() ? uri : URI.create(base + path))
                .setHeader("Accept", "application/json");
        settings.headers().forEach(request::setHeader);
        return request;
    }

    /** The client's own time-out ends with the head of a reply; this one is for all of it. */
    private HttpResponse<BoundedBody.Received> send(HttpRequest request, Duration within)
            throws IOException, ReplyException, InterruptedException {
        CompletableFuture<HttpResponse<BoundedBody.Received>> sent = client.sendAsync(
                request, reply -> new BoundedBody(isGood(reply.statusCode()) ? settings.maxBytes() : QUOTED_BYTES));
        try {
            return sent.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(name() + " gave no reply within " + Seconds.of(within) + limit(within), e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } finally {
            boolean unused = sent.cancel(true); // does nothing where it has ended
        }
    }

    private IOException failure(Throwable cause) throws ReplyException {
        if (cause instanceof HttpConnectTimeoutException) {
            return new IOException(name() + " took no connection in time", cause);
        }
        if (cause instanceof ConnectException) {
            String why = cause.getMessage() == null ? "" : ": " + cause.getMessage();
            return new IOException("no connection to " + name() + why, cause);
        }
        if (cause instanceof SSLException untrusted) {
            return unsafe(untrusted);
        }
        return new IOException("the connection to " + name() + " broke: " + cause.getMessage(), cause);
    }

    /** A certificate that is not trusted stays so; other faults of TLS come and go with connections. */
    private IOException unsafe(SSLException e) throws ReplyException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof CertPathBuilderException) {
                throw new ReplyException(
                        "the certificate of " + name() + " is not trusted: " + cause.getMessage()
                                + "; tls.ca takes a file with its authority",
                        e);
            }
        }
        return new IOException("TLS with " + name() + " failed: " + e.getMessage(), e);
    }

    private String limit(Duration within) {
        return within.equals(settings.requestTimeout()) ? " (request_timeout)" : "";
    }

    private String text(HttpResponse<BoundedBody.Received> response) throws IOException, ReplyException {
        int status = response.statusCode();
        BoundedBody.Received body = response.body();
        if (!isGood(status)) {
            throw refusal(status, response, Quote.of(body.bytes()));
        }
        if (body.more()) {
            throw new ReplyException("the reply of " + name() + " has more than " + settings.maxBytes()
                    + " bytes (max_bytes); it begins " + Quote.of(body.bytes()));
        }
        return new String(body.bytes(), StandardCharsets.UTF_8);
    }

    private JsonNode parsed(String text) throws ReplyException {
        try {
            JsonNode reply = JSON.readTree(text);
            if (reply == null || reply.isMissingNode()) {
                throw new ReplyException("the reply of " + name() + " is empty");
            }
            return reply;
        } catch (JsonProcessingException e) {
            throw new ReplyException(
                    "the reply of " + name() + " is no JSON: " + e.getOriginalMessage() + "; it begins "
                            + Quote.of(text),
                    e);
        }
    }

    private ReplyException refusal(int status, HttpResponse<?> response, String quote) throws AskAgainException {
        String what = name() + " answered " + status;
        if (status == 408 || status == 429 || status >= 500) {
            @Nullable
            String after = response.headers().firstValue("Retry-After").orElse(null);
            Duration wait = RetryAfter.of(after, clock.instant());
            throw new AskAgainException(
                    what + " " + quote + (wait.isZero() ? "" : ", to be asked again after " + Seconds.of(wait)),
                    wait,
                    status);
        }
        if (status / 100 == 3) {
            String location = response.headers().firstValue("Location").orElse("nowhere");
            return new ReplyException(
                    what + ", a redirect to " + Quote.of(location)
                            + "; redirects are not followed, so url has to be where the server is",
                    status);
        }
        return new ReplyException(what + " " + quote, status);
    }

    private static boolean isGood(int status) {
        return status / 100 == 2;
    }
}
