package dev.millrace.policy.learning;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a step minimises over the tokens of answers: from what the policy says of each token, the loss and its derivative by
 * each of these values. Implementations are plain functions; they are called on the thread of the trainer.
 */
@FunctionalInterface
public interface TokenLoss {

    /**
     * The share of a batch in the loss of its step. What is to carry no gradient, such as an importance weight, is constant
     * to the derivatives.
     */
    Slopes of(Values values);

    /**
     * What the policy in training says of the tokens of a batch: of all its answers one after another, in the batch's order.
     * The arrays are shared, not copied: they may be read while the loss is computed, and not written.
     */
    final class Values {

        private final float[] logProbs;
        private final float[] entropies;
        private final float @Nullable [] divergences;

        /**
         * @param logProbs log-probability of each token in nat
         * @param entropies entropy of the distribution that each token is taken from, in nat
         * @param divergences of that distribution from the one under the other view of the image, in nat; null where there
         *     is no other view
         */
        public Values(float[] logProbs, float[] entropies, float @Nullable [] divergences) {
            requireLength("entropies", entropies.length, logProbs.length);
            if (divergences != null) {
                requireLength("divergences", divergences.length, logProbs.length);
            }
            this.logProbs = logProbs;
            this.entropies = entropies;
            this.divergences = divergences;
        }

        /** Number of tokens, n. */
        public int size() {
            return logProbs.length;
        }

        /** Log-probabilities in nat, n values. */
        public float[] logProbs() {
            return logProbs;
        }

        /** Entropies in nat, n values. */
        public float[] entropies() {
            return entropies;
        }

        /** Divergences to the other view in nat, n values; empty where there is no other view. */
        public Optional<float[]> divergences() {
            return Optional.ofNullable(divergences);
        }
    }

    /** A loss and its derivatives. The arrays belong to the receiver. */
    final class Slopes {

        private final float loss;
        private final float[] byLogProb;
        private final float @Nullable [] byEntropy;
        private final float @Nullable [] byDivergence;

        /**
         * @param loss may be infinite or NaN: the step is refused then
         * @param byLogProb derivative by each log-probability
         * @param byEntropy derivative by each entropy; null where the loss does not depend on them
         * @param byDivergence derivative by each divergence; null where the loss does not depend on them
         */
        public Slopes(float loss, float[] byLogProb, float @Nullable [] byEntropy, float @Nullable [] byDivergence) {
            this.loss = loss;
            this.byLogProb = byLogProb;
            this.byEntropy = byEntropy;
            this.byDivergence = byDivergence;
        }

        public float loss() {
            return loss;
        }

        /** As many values as tokens. */
        public float[] byLogProb() {
            return byLogProb;
        }

        /** As many values as tokens; empty where the loss does not depend on entropies. */
        public Optional<float[]> byEntropy() {
            return Optional.ofNullable(byEntropy);
        }

        /** As many values as tokens; empty where the loss does not depend on divergences. */
        public Optional<float[]> byDivergence() {
            return Optional.ofNullable(byDivergence);
        }
    }

    private static void requireLength(String what, int length, int tokens) {
        if (length != tokens) {
            throw new IllegalArgumentException("there are " + length + " " + what + " of " + tokens + " tokens");
        }
    }
}
