package dev.millrace.policy.rollout;

import java.time.Duration;
import java.util.Optional;

/**
 * What sampled an answer, for the record to say it.
 *
 * @param engine {@value #LOCAL} for a policy in this process, or the kind of a server, for instance {@code vllm}; empty where
 *     it is not said
 * @param engineVersion of that engine; empty where it does not say it
 * @param address of the server, without credentials; empty in this process
 * @param requestId at the server; empty where there was none
 * @param weights the name under which the server was asked for the weights; empty where versions go by their number
 * @param logProbs of which distribution log-probabilities and entropies are
 * @param repeats whether the same request gives the same tokens again
 * @param attempt which try it is, 1 for the first
 * @param timing how long it took
 */
public record SampledBy(
        String engine,
        String engineVersion,
        String address,
        String requestId,
        String weights,
        LogProbMode logProbs,
        boolean repeats,
        int attempt,
        Timing timing) {

    /** What an engine in this process is called. */
    public static final String LOCAL = "local";

    /** An engine that says nothing but that it keeps to the contract: log-probabilities of the whole vocabulary, tempered. */
    public static final SampledBy UNNAMED =
            new SampledBy("", "", "", "", "", LogProbMode.TEMPERED, false, 1, Timing.UNKNOWN);

    /**
     * How long it took.
     *
     * @param queued from the request to its beginning, where that is known
     * @param firstToken from the request to its first token, where that is known
     * @param total from the request to its end, for all that was sampled in it together, where that is known
     */
    public record Timing(Optional<Duration> queued, Optional<Duration> firstToken, Optional<Duration> total) {

        /** Nothing is known. */
        public static final Timing UNKNOWN = new Timing(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public SampledBy {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt must be at least 1, not " + attempt);
        }
    }

    /**
     * A policy in this process.
     *
     * @param repeats whether the same request gives the same tokens again
     * @param total time of all that was sampled together
     */
    public static SampledBy local(boolean repeats, Duration total) {
        Timing timing = new Timing(Optional.empty(), Optional.empty(), Optional.of(total));
        return new SampledBy(LOCAL, "", "", "", "", LogProbMode.TEMPERED, repeats, 1, timing);
    }
}
