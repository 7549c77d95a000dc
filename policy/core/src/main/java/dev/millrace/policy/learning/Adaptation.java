package dev.millrace.policy.learning;

import java.util.List;

/** What of a policy is trained. */
public sealed interface Adaptation {

    /** All weights of the language model. */
    Adaptation FULL = new Full(false);

    /**
     * The weights themselves.
     *
     * @param tower whether those of the vision tower are among them, where a policy has such a tower of its own
     */
    record Full(boolean tower) implements Adaptation {}

    /**
     * A low-rank adapter beside linear layers, whose weights stay as they are (LoRA, Hu et al., arXiv 2106.09685): A begins
     * with noise, B with 0.
     *
     * @param rank r, at least 1
     * @param alpha α, above 0
     * @param rankStabilized whether the scale is {@code α/√r} instead of {@code α/r} (rsLoRA, arXiv 2312.03732)
     * @param targets last parts of the layers' names, or {@value #ALL_LINEAR} alone
     * @param tower whether all linear layers of the vision tower get one too
     * @param seed of the noise
     */
    record LowRank(int rank, double alpha, boolean rankStabilized, List<String> targets, boolean tower, long seed)
            implements Adaptation {

        /** Stands for every linear layer of the language model but the output layer. */
        public static final String ALL_LINEAR = "all-linear";

        /** @throws IllegalArgumentException naming what is out of range */
        public LowRank {
            if (rank < 1) {
                throw new IllegalArgumentException("rank must be at least 1, not " + rank);
            }
            if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("alpha must be above 0, not " + alpha);
            }
            if (targets.isEmpty()) {
                throw new IllegalArgumentException("targets must name a layer, or be " + ALL_LINEAR);
            }
            targets = List.copyOf(targets);
        }
    }
}
