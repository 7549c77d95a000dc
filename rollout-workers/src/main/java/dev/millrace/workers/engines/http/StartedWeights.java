package dev.millrace.workers.engines.http;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerWeights;
import dev.millrace.workers.engines.server.WeightsLease;
import java.util.Map;
import java.util.Optional;

/** Servers keep what they were started with, and every version is believed to be that: for evaluations, and for measurements. */
final class StartedWeights implements ServerWeights {

    private final String model;
    private volatile Optional<PolicyVersion> version = Optional.empty();

    StartedWeights(String model) {
        this.model = model;
    }

    @Override
    public void apply(PolicyUpdate update) {
        version = Optional.of(update.version());
    }

    @Override
    public Optional<PolicyVersion> version() {
        return version;
    }

    @Override
    public Optional<WeightsLease> lease(SamplerServer server) {
        return version.map(known -> new Started(known, model));
    }

    private record Started(PolicyVersion version, String name) implements WeightsLease {

        @Override
        public boolean isAdapter() {
            return false;
        }

        @Override
        public Optional<PolicyVersion> versionOf(String label) {
            return Optional.of(version);
        }

        @Override
        public Optional<PolicyVersion> versionNow() {
            return Optional.of(version);
        }

        @Override
        public void close() {
            // They stay.
        }
    }

    @Override
    public void reconnected(SamplerServer server) {
        // It has them again.
    }

    @Override
    public Map<String, Double> figures() {
        return Map.of();
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
