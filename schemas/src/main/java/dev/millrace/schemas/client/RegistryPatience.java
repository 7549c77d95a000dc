package dev.millrace.schemas.client;

import java.time.Duration;

/**
 * How long the registry is asked again.
 *
 * @param silent while it does not answer, fails or has a limit
 * @param refused while it refuses the credentials, or TLS fails; zero to give up at once
 */
public record RegistryPatience(Duration silent, Duration refused) {

    /** For a start: what only people can mend is told at once. */
    public static RegistryPatience starting(Duration silent) {
        return new RegistryPatience(silent, Duration.ZERO);
    }

    /** For a run, during which credentials and certificates are exchanged. */
    public static RegistryPatience running(Duration both) {
        return new RegistryPatience(both, both);
    }
}
