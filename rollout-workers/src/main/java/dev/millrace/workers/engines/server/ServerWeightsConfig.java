package dev.millrace.workers.engines.server;

/**
 * How weights get to the servers.
 *
 * @param way {@code none} leaves the servers what they were started with, for evaluations; {@code adapter} loads a folder with an
 *     adapter for each version
 */
public record ServerWeightsConfig(Way way) {

    /** How weights get to servers. */
    public enum Way {
        /** Servers keep what they were started with. */
        NONE,
        /** A folder with an adapter for each version. */
        ADAPTER,
        /** A folder with all weights for each version. */
        FULL
    }

    /** Adapters. */
    public static ServerWeightsConfig defaults() {
        return new ServerWeightsConfig(Way.ADAPTER);
    }
}
