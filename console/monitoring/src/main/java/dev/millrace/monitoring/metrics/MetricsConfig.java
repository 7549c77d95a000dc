package dev.millrace.monitoring.metrics;

/**
 * Where a role tells its figures to Prometheus, and which score stands for all where there is room for one.
 *
 * @param enabled whether it does
 * @param host address it listens on; a scraper on another machine needs more than the loopback address
 * @param port port it listens on, up to 65535; 0 takes a free one, which is printed
 * @param headline the scorer that page, terminal and metrics show first and by category; {@code auto} is {@code accuracy}
 *     where that has a weight, else the scorer of the greatest weight
 */
public record MetricsConfig(boolean enabled, String host, int port, String headline) {

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
        if (headline.isBlank()) {
            throw new IllegalArgumentException("headline must be " + AUTO + " or the name of a scorer, not blank");
        }
    }

    /** On this machine only, on a free port. */
    public static MetricsConfig defaults() {
        return new MetricsConfig(true, "127.0.0.1", 0, AUTO);
    }
}
