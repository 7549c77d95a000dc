package dev.millrace.policy.learning;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a step minimises over the denoising steps of drawn images, as {@link TokenLoss} does over tokens.
 */
@FunctionalInterface
public interface StepLoss {

    /** The share of a batch in the loss of its step; see {@link TokenLoss#of}. */
    Slopes of(Values values);

    /**
     * What the policy in training says of the denoising steps of a batch: of all its images one after another, in the batch's
     * order. The arrays are shared, not copied: they may be read while the loss is computed, and not written.
     */
    final class Values {

        private final float[] logProbs;
        private final float @Nullable [] divergences;

        /**
         * @param logProbs of each step the mean over dimensions of its log-density
         * @param divergences of each step from the reference policy's, in the form that was asked for; null where there is no
         *     reference
         */
        public Values(float[] logProbs, float @Nullable [] divergences) {
            if (divergences != null && divergences.length != logProbs.length) {
                throw new IllegalArgumentException(
                        "there are " + divergences.length + " divergences of " + logProbs.length + " steps");
            }
            this.logProbs = logProbs;
            this.divergences = divergences;
        }

        /** Number of denoising steps, n. */
        public int size() {
            return logProbs.length;
        }

        /** Mean log-densities, n values. */
        public float[] logProbs() {
            return logProbs;
        }

        /** Divergences from the reference, n values; empty where there is no reference. */
        public Optional<float[]> divergences() {
            return Optional.ofNullable(divergences);
        }
    }

    /** A loss and its derivatives. The arrays belong to the receiver. */
    final class Slopes {

        private final float loss;
        private final float[] byLogProb;
        private final float @Nullable [] byDivergence;

        /**
         * @param loss may be infinite or NaN: the step is refused then
         * @param byLogProb derivative by each log-probability
         * @param byDivergence derivative by each divergence; null where the loss does not depend on them
         */
        public Slopes(float loss, float[] byLogProb, float @Nullable [] byDivergence) {
            this.loss = loss;
            this.byLogProb = byLogProb;
            this.byDivergence = byDivergence;
        }

        public float loss() {
            return loss;
        }

        /** As many values as steps. */
        public float[] byLogProb() {
            return byLogProb;
        }

        /** As many values as steps; empty where the loss does not depend on divergences. */
        public Optional<float[]> byDivergence() {
            return Optional.ofNullable(byDivergence);
        }
    }
}
