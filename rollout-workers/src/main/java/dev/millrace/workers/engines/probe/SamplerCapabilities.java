package dev.millrace.workers.engines.probe;

import dev.millrace.policy.rollout.LogProbMode;
import java.util.Set;

/**
 * What a server can do, as it was found by asking it.
 *
 * @param address of the server
 * @param engine what it is, for instance {@code vllm}
 * @param engineVersion its version; empty where it does not say it
 * @param endpoint the way in which it is asked
 * @param model what it calls the base model; empty where it has no name for it
 * @param logProbs of which distribution log-probabilities are: {@code RAW}, {@code TEMPERED} (before filters) or {@code PROCESSED}
 * @param repeats whether a seed gives the same tokens again
 * @param scores whether it scores given tokens
 * @param scoringDifference largest difference between a sampled log-probability and the same token scored, in nat; −1 where it
 *     does not score
 * @param honours which of the filters it acts upon: {@code top_p}, {@code top_k}, {@code min_p}
 * @param maxModelLength tokens of prompt and answer together; 0 where it does not say it
 * @param images whether a prompt with an image was tried
 */
public record SamplerCapabilities(
        String address,
        String engine,
        String engineVersion,
        String endpoint,
        String model,
        LogProbMode logProbs,
        boolean repeats,
        boolean scores,
        double scoringDifference,
        Set<String> honours,
        int maxModelLength,
        boolean images) {

    /** All filters that are tried. */
    public static final Set<String> FILTERS = Set.of("top_p", "top_k", "min_p");

    public SamplerCapabilities {
        honours = Set.copyOf(honours);
    }

    /** Whether groups of both can be told apart by nothing but the address: else a run would mix two kinds of samples. */
    public boolean samplesLike(SamplerCapabilities other) {
        return engine.equals(other.engine)
                && endpoint.equals(other.endpoint)
                && logProbs == other.logProbs
                && scores == other.scores
                && honours.equals(other.honours);
    }
}
