package dev.millrace.workers.engines.weights;

/**
 * A version that a server holds. Guarded by its {@link ServerState}.
 *
 * <p>What another worker has loaded is not unloaded by this one.
 */
final class HeldVersion {

    private final PreparedVersion version;
    private final CanaryReading reading;
    private final boolean ours;
    private int leases;

    /**
     * @param reading what the server said with it
     * @param ours whether this worker has loaded it
     */
    HeldVersion(PreparedVersion version, CanaryReading reading, boolean ours) {
        this.version = version;
        this.reading = reading;
        this.ours = ours;
    }

    PreparedVersion version() {
        return version;
    }

    CanaryReading reading() {
        return reading;
    }

    boolean isOurs() {
        return ours;
    }

    void lease() {
        leases++;
    }

    void release() {
        leases--;
    }

    boolean isFree() {
        return leases == 0;
    }
}
