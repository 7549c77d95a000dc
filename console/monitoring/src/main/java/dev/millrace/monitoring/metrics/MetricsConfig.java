package dev.millrace.monitoring.metrics;

/**
 * Where a role tells its figures to Prometheus.
 *
 * @param enabled whether it does
 * @param host address it listens on; a scraper on another machine needs more than the loopback address
 * @param port 0 takes a free one, which is printed
 */
public record MetricsConfig(boolean enabled, String host, int port) {

    /** @throws IllegalArgumentException if a value is out of range; the message begins with its key */
    public MetricsConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must be an address, for instance 127.0.0.1");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, not " + port);
        }
    }

    /** On this machine only, on a free port. */
    public static MetricsConfig defaults() {
        return new MetricsConfig(true, "127.0.0.1", 0);
    }
}
