package dev.millrace.infra.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a local stack lives and listens.
 *
 * @param folder data folder; made if it is not there
 * @param brokerPort port of the broker, or 0 for the port it had last time if that is free, else any free port
 * @param registryPort port of the schema registry; 0 as for the broker
 * @param advertisedPort port that the broker tells its clients to use, where something stands before it; 0 for its own
 * @param further ports on which the broker listens as well
 * @param tls keys of a stack that speaks TLS only; empty for one in the clear
 */
public record LocalStackConfig(
        Path folder,
        int brokerPort,
        int registryPort,
        int advertisedPort,
        List<FurtherListener> further,
        Optional<LocalTls> tls) {

    private static final int LAST_PORT = 65_535;

    /** @throws IllegalArgumentException if a port is none, the two are one, or TLS is to have several */
    public LocalStackConfig {
        requirePort("the port of the broker", brokerPort);
        requirePort("the port of the registry", registryPort);
        requirePort("the advertised port", advertisedPort);
        further = List.copyOf(further);
        if (tls.isPresent() && (advertisedPort != 0 || !further.isEmpty())) {
            throw new IllegalArgumentException("with TLS the broker has one port, and tells clients that");
        }
        if (brokerPort != 0 && brokerPort == registryPort) {
            throw new IllegalArgumentException(
                    "the port of the registry must differ from that of the broker, " + brokerPort);
        }
    }

    /**
     * One more port of the broker: clients that come by it are told to go on by {@code advertisedPort}.
     *
     * @param port the broker listens here
     * @param advertisedPort what stands before it
     */
    public record FurtherListener(int port, int advertisedPort) {

        public FurtherListener {
            if (port < 1 || port > LAST_PORT || advertisedPort < 1 || advertisedPort > LAST_PORT) {
                throw new IllegalArgumentException("further listens at " + port + " behind " + advertisedPort
                        + "; both ports must be from 1 to " + LAST_PORT);
            }
        }
    }

    /** Clients reach the broker at its own port. */
    public LocalStackConfig(Path folder, int brokerPort, int registryPort) {
        this(folder, brokerPort, registryPort, 0, List.of(), Optional.empty());
    }

    /** Free ports. */
    public static LocalStackConfig in(Path folder) {
        return new LocalStackConfig(folder, 0, 0);
    }

    private static void requirePort(String what, int port) {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException(
                    what + " must be from 0 (any free port) to " + LAST_PORT + ", not " + port);
        }
    }
}
