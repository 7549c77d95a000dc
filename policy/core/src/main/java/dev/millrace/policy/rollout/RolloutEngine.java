package dev.millrace.policy.rollout;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.weights.PolicyUpdate;
import java.util.Map;
import java.util.Optional;

/**
 * Samples with a policy whose weights are replaced while it works: in this process, or in a server of its own.
 *
 * <p>One thread samples, or several where there is a {@link #demand()}, while another applies weights; {@link #version()}
 * may be asked by any thread. Whoever opens an
 * engine closes it, when no call is under way.
 */
public interface RolloutEngine extends Rollouts, AutoCloseable {

    /**
     * What is served.
     *
     * @throws IllegalStateException before the first version, if it is the weights that say it
     */
    PolicyDescription description();

    /**
     * How prompts are written for it; errors as {@link #description()}.
     */
    PromptFormat format();

    /** The version that is served now; empty before the first. */
    Optional<PolicyVersion> version();

    /**
     * Serves another version from now on, all of it or none. Calls that are under way end with the version they began with,
     * or say at each token which it was.
     *
     * @throws dev.millrace.policy.weights.UpdateException if it is damaged, or of another policy than the version before;
     *     that version is served on
     * @throws RuntimeException if the engine fails, or misses what a policy of this architecture needs
     */
    void apply(PolicyUpdate update);

    /**
     * Sampling for one batch: with one version, that of now, until it is closed, where the engine can hold one. Where it
     * cannot, later calls may be answered by newer weights, as the results say.
     *
     * @throws IllegalStateException before the first version
     */
    default HeldRollouts hold() {
        return HeldRollouts.passing(this);
    }

    /**
     * What tells when another batch is to be sampled beside those that are under way, each by a thread of its own. Empty for
     * an engine that samples one batch at a time.
     */
    default Optional<BatchDemand> demand() {
        return Optional.empty();
    }

    /** How it stands, by name, for those who watch a worker; may be asked by any thread. */
    default Map<String, Double> figures() {
        return Map.of();
    }

    @Override
    void close();
}
