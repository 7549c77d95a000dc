package dev.millrace.streams.scoring.http;

import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.TlsConfig;
import java.time.Duration;
import java.util.Map;

/**
 * The settings of {@code http}.
 *
 * @param url where the reward server takes requests; has to be given
 * @param body how it is asked: {@code millrace}, {@code openrlhf} or {@code slime}
 * @param images whether the bytes of images are sent too, in base64; {@code millrace} alone has a place for them
 * @param headers sent with each request, for instance {@code Authorization}
 * @param requestTimeout longest time of one request, after which it is asked again within the scorer's time-out
 * @param maxBytes longest reply, in bytes; of one that is longer nothing is used
 * @param tls what is trusted behind {@code https}
 */
public record HttpConfig(
        String url,
        HttpBody body,
        boolean images,
        Map<String, String> headers,
        Duration requestTimeout,
        int maxBytes,
        TlsConfig tls) {

    /** @throws IllegalArgumentException that begins with the key that is wrong */
    public HttpConfig {
        if (images && body != HttpBody.MILLRACE) {
            throw new IllegalArgumentException(
                    "images cannot be sent by this body; that of millrace has a place for them");
        }
        headers = new EndpointSettings(url, headers, requestTimeout, maxBytes, tls).headers();
    }

    static HttpConfig defaults() {
        return new HttpConfig(
                "", HttpBody.MILLRACE, false, Map.of(), Duration.ofSeconds(30), 1 << 20, TlsConfig.defaults());
    }

    EndpointSettings endpoint() {
        return new EndpointSettings(url, headers, requestTimeout, maxBytes, tls);
    }

    /** Without headers, which may be secret. */
    @Override
    public String toString() {
        return "HttpConfig[" + url + ", " + body + "]";
    }
}
