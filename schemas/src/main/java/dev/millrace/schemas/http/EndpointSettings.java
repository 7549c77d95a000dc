package dev.millrace.schemas.http;

import dev.millrace.schemas.notice.Seconds;
import dev.millrace.schemas.secret.References;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A server that takes and gives JSON.
 *
 * @param url where requests go
 * @param headers sent with each request
 * @param requestTimeout longest time of one request, its reply included
 * @param maxBytes longest reply
 * @param tls what is trusted behind {@code https}
 */
public record EndpointSettings(
        String url, Map<String, String> headers, Duration requestTimeout, int maxBytes, TlsConfig tls) {

    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern OF_THE_CLIENT = Pattern.compile(
            "connection|content-length|expect|host|upgrade|transfer-encoding", Pattern.CASE_INSENSITIVE);

    /** @throws IllegalArgumentException that begins with the key that is wrong; an empty url is not */
    public EndpointSettings {
        if (!url.isEmpty() && !References.areIn(url)) {
            checkUrl(url);
        }
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        headers.forEach((name, value) -> {
            if (!HEADER.matcher(name).matches() || OF_THE_CLIENT.matcher(name).matches()) {
                throw new IllegalArgumentException("headers." + name + " cannot be set: it is no header of a request,"
                        + " or one that the client sets");
            }
            if (value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
                throw new IllegalArgumentException("headers." + name + " must be one line");
            }
        });
        if (requestTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "request_timeout must be at least 1 ms, not " + Seconds.of(requestTimeout));
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("max_bytes must be at least 1, not " + maxBytes);
        }
    }

    /** @throws IllegalArgumentException that begins with {@code url}, if none is given */
    public void requireUrl() {
        if (url.isEmpty()) {
            throw new IllegalArgumentException(
                    "url must say where the server is, for instance http://localhost:9000/score");
        }
    }

    private static void checkUrl(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException("url must not hold a user or password, which would stand in logs and"
                        + " errors; headers.Authorization takes a reference to credentials");
            }
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null) {
                return;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "url must be an http or https URL, for instance http://localhost:9000/score, not \"" + url + "\"");
    }

    /** Without headers, which may be secret. */
    @Override
    public String toString() {
        return "EndpointSettings[" + url + "]";
    }
}
