package dev.millrace.infra.local;

import java.nio.file.Path;

/**
 * Where a local stack lives and listens.
 *
 * @param folder data folder; made if it is not there
 * @param brokerPort port of the broker, or 0 for the port it had last time if that is free, else any free port
 * @param registryPort port of the schema registry; 0 as for the broker
 * @param advertisedPort port that the broker tells its clients to use, where something stands before it; 0 for its own
 */
public record LocalStackConfig(Path folder, int brokerPort, int registryPort, int advertisedPort) {

    private static final int LAST_PORT = 65_535;

    public LocalStackConfig {
        requirePort("broker_port", brokerPort);
        requirePort("registry_port", registryPort);
        requirePort("advertised_port", advertisedPort);
        if (brokerPort != 0 && brokerPort == registryPort) {
            throw new IllegalArgumentException("registry_port must differ from broker_port, " + brokerPort);
        }
    }

    /** Clients reach the broker at its own port. */
    public LocalStackConfig(Path folder, int brokerPort, int registryPort) {
        this(folder, brokerPort, registryPort, 0);
    }

    /** Free ports. */
    public static LocalStackConfig in(Path folder) {
        return new LocalStackConfig(folder, 0, 0);
    }

    private static void requirePort(String key, int port) {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException(
                    key + " must be from 0 (any free port) to " + LAST_PORT + ", not " + port);
        }
    }
}
