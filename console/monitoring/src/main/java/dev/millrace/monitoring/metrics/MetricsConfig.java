package dev.millrace.monitoring.metrics;

import dev.millrace.monitoring.http.ServerTls;
import dev.millrace.monitoring.http.SharedToken;
import java.util.Optional;

/**
 * Where a role tells its figures to Prometheus, and which score stands for all where there is room for one.
 *
 * @param enabled whether it does
 * @param host address it listens on; a scraper on another machine needs more than the loopback address
 * @param port port it listens on, up to 65535; 0 takes a free one, which is printed
 * @param headline the scorer that page, terminal and metrics show first and by category; {@code auto} is {@code accuracy}
 *     where that has a weight, else the scorer of the greatest weight
 * @param token what a scraper must send as a bearer token, at least 16 characters, or a reference to it; it is not printed.
 *     Empty: none
 * @param tls the certificate that it shows; none: http
 */
public record MetricsConfig(boolean enabled, String host, int port, String headline, String token, ServerTls tls) {

    /** Leaves the choice to the weights. */
    public static final String AUTO = "auto";

    /** @throws IllegalArgumentException if a value is out of range; the message begins with its key */
    public MetricsConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must be an address, for instance 127.0.0.1");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, not " + port);
        }
        SharedToken.check(token);
        if (headline.isBlank()) {
            throw new IllegalArgumentException("headline must be " + AUTO + " or the name of a scorer, not blank");
        }
    }

    /** On this machine only, on a free port. */
    public static MetricsConfig defaults() {
        return new MetricsConfig(true, "127.0.0.1", 0, AUTO, "", ServerTls.none());
    }

    /**
     * The token itself; empty where none was set.
     *
     * @throws dev.millrace.schemas.failure.UsageException if it refers to what is not there, or is too short
     */
    Optional<String> secret() {
        return SharedToken.resolve("metrics.token", token);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "MetricsConfig[" + (enabled ? host + ":" + port : "off") + ", " + headline + ", "
                + (token.isEmpty() ? "no token" : "token") + ", " + tls + "]";
    }
}
