package dev.millrace.learner.step;

/**
 * How the sampler's log-probabilities are compared with the learner's own.
 *
 * @param versions earlier versions of the weights that are held in memory, from 0 to 7, to compute again what they sampled: each
 *     costs a copy of the trained weights and a forward pass over the answers. What the newest version sampled is compared
 *     at no cost
 * @param threshold mean distance between sampler and learner on the same weights (k3, in nat) above which there is an alarm, above
 *     0
 */
public record MismatchConfig(int versions, double threshold) {

    private static final int MOST = 7;

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public MismatchConfig {
        if (versions < 0 || versions > MOST) {
            throw new IllegalArgumentException("versions must lie between 0 and " + MOST + ", not " + versions);
        }
        if (!(threshold > 0 && threshold < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("threshold must be above 0, not " + threshold);
        }
    }

    /** No earlier versions; an alarm above 0.01 nat, which is ours. */
    public static MismatchConfig defaults() {
        return new MismatchConfig(0, 0.01);
    }
}
