package dev.millrace.workers.engines.server;

import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.TlsConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of engines that are inference servers.
 *
 * @param dialect whose interface the servers have: {@code vllm} or {@code sglang}
 * @param urls where they are, for instance {@code http://gpu1:8000}; have to be given
 * @param model what the servers call the base model; has to be given for {@code vllm}
 * @param apiKey sent as {@code Authorization: Bearer}, best as a reference to a secret; empty for none
 * @param headers sent with each request, for instance to a proxy in front of the servers
 * @param tls what is trusted behind {@code https}
 * @param endpoint which way of vLLM is taken: {@code auto} takes {@code tokens} where the server has it and {@code chat} where
 *     not. A server of SGLang has one way only
 * @param request what is asked for at once: {@code group} or {@code answer}; {@code auto} is {@code group} at vLLM, and always
 *     {@code answer} at SGLang, whose samples of one request have one seed
 * @param inFlight answers that are under way at one server at most; fewer while it lets them wait
 * @param minGroup answers that a group has at least, where some are lost; 0 drops a group that is not whole
 * @param requestTimeout longest time of one request, its reply included; shorter once the pace of a server is known
 * @param retries how often a request is sent again that a server is too busy for; what it fails at is sent again twice at most
 * @param patience how long to wait while no server can be reached, before the worker begins anew
 * @param largestDifference between the log-probability of a sampled token and that which the same server gives when asked to
 *     score it, in nat, that is taken at the start
 * @param maxBytes longest reply, in bytes
 * @param weights how weights get to the servers
 */
public record HttpEngineConfig(
        Dialect dialect,
        List<String> urls,
        String model,
        String apiKey,
        Map<String, String> headers,
        TlsConfig tls,
        EndpointChoice endpoint,
        RequestShape request,
        int inFlight,
        int minGroup,
        Duration requestTimeout,
        int retries,
        Duration patience,
        double largestDifference,
        int maxBytes,
        ServerWeightsConfig weights) {

    /** Which way of vLLM is taken. */
    public enum EndpointChoice {
        AUTO,
        TOKENS,
        CHAT
    }

    /** What is asked for at once. */
    public enum RequestShape {
        AUTO,
        GROUP,
        ANSWER
    }

    private static final String AUTHORIZATION = "Authorization";

    /** @throws IllegalArgumentException that begins with the key that is wrong */
    public HttpEngineConfig {
        urls = List.copyOf(urls);
        headers = Map.copyOf(headers);
        for (String url : urls) {
            try {
                var unused = new EndpointSettings(url, headers, requestTimeout, maxBytes, tls);
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                throw new IllegalArgumentException(
                        message.startsWith("url ") ? "urls" + message.substring(3) : message, e);
            }
        }
        if (urls.stream().anyMatch(url -> url.matches("[^$]*[?#].*"))) {
            throw new IllegalArgumentException(
                    "urls must be addresses without a query, for what is asked for stands behind them; a key goes into api_key");
        }
        if (!apiKey.isEmpty() && headers.keySet().stream().anyMatch(AUTHORIZATION::equalsIgnoreCase)) {
            throw new IllegalArgumentException(
                    "api_key and headers.Authorization say the same thing; give one of them");
        }
        if (dialect == Dialect.SGLANG && request == RequestShape.GROUP) {
            throw new IllegalArgumentException(
                    "request must be answer with sglang: it gives all samples of one request the same seed");
        }
        if (dialect == Dialect.SGLANG && endpoint == EndpointChoice.CHAT) {
            throw new IllegalArgumentException("endpoint chat is one of vllm; sglang is asked by its own /generate");
        }
        atLeast("in_flight", inFlight, 1);
        atLeast("retries", retries, 0);
        if (minGroup != 0) {
            atLeast("min_group", minGroup, 2);
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience must be longer than nothing, not " + patience);
        }
        if (!(largestDifference > 0)) {
            throw new IllegalArgumentException("largest_difference must be above 0, not " + largestDifference);
        }
    }

    /** Settings for vLLM, with the addresses and the name of the model to be given. */
    public static HttpEngineConfig defaults() {
        return new HttpEngineConfig(
                Dialect.VLLM,
                List.of(),
                "",
                "",
                Map.of(),
                TlsConfig.defaults(),
                EndpointChoice.AUTO,
                RequestShape.AUTO,
                64,
                0,
                Duration.ofMinutes(10),
                8,
                Duration.ofMinutes(1),
                1,
                256 << 20,
                ServerWeightsConfig.defaults());
    }

    /** @throws IllegalArgumentException that begins with the key that has to be given */
    public void requireGiven() {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException(
                    "urls must say where the servers are, for instance [http://localhost:8000]");
        }
        if (urls.stream().map(url -> url.replaceFirst("/+$", "")).distinct().count() < urls.size()) {
            throw new IllegalArgumentException("urls names a server twice: " + urls);
        }
        if (dialect == Dialect.VLLM && model.isEmpty()) {
            throw new IllegalArgumentException(
                    "model must be what the servers call the base model (--served-model-name)");
        }
    }

    /** How one of the servers is reached. */
    public EndpointSettings endpoint(String url) {
        if (apiKey.isEmpty()) {
            return new EndpointSettings(url, headers, requestTimeout, maxBytes, tls);
        }
        Map<String, String> all = new HashMap<>(headers);
        all.put(AUTHORIZATION, "Bearer " + apiKey);
        return new EndpointSettings(url, all, requestTimeout, maxBytes, tls);
    }

    /** Whether a group is one request. */
    public boolean asksForGroups() {
        return dialect == Dialect.VLLM && request != RequestShape.ANSWER;
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", not " + value);
        }
    }

    /** Without headers and key, which may be secret. */
    @Override
    public String toString() {
        return "HttpEngineConfig[" + dialect + ", " + urls + ", " + model + "]";
    }
}
