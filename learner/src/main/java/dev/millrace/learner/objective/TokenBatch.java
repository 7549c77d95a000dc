package dev.millrace.learner.objective;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the loss of one micro-batch needs besides what the policy says of its tokens: sequences of unequal length, each with
 * the place at which the policy's values of its tokens begin. Equal sequences may share a place: their derivatives add up.
 *
 * <p>Filled sequence by sequence through its {@link Builder}, immutable from then on.
 */
public final class TokenBatch {

    private final List<Sequence> sequences;

    private TokenBatch(List<Sequence> sequences) {
        this.sequences = List.copyOf(sequences);
    }

    /** Number of sequences. */
    public int size() {
        return sequences.size();
    }

    /** One sequence. */
    public Sequence sequence(int number) {
        return sequences.get(number);
    }

    /** One sequence of the batch. Immutable. */
    public static final class Sequence {

        private final int begin;
        private final float[] behaviour;
        private final float[] advantages;
        private final float weight;
        private final float @Nullable [] reference;

        private Sequence(int begin, float[] behaviour, float[] advantages, float weight, float @Nullable [] reference) {
            this.begin = begin;
            this.behaviour = behaviour.clone();
            this.advantages = advantages.clone();
            this.weight = weight;
            this.reference = reference == null ? null : reference.clone();
        }

        /** The place of its first token among the policy's values. */
        public int begin() {
            return begin;
        }

        /** Number of its tokens. */
        public int length() {
            return behaviour.length;
        }

        /** Log-probability under the policy that sampled the token, in nat. */
        public float behaviour(int token) {
            return behaviour[token];
        }

        /** Advantage of the token. */
        public float advantage(int token) {
            return advantages[token];
        }

        /** Factor of each token's loss in the loss of the whole batch. */
        public float weight() {
            return weight;
        }

        /** Whether log-probabilities under the reference policy are held. */
        public boolean hasReference() {
            return reference != null;
        }

        /**
         * Log-probability under the reference policy, in nat.
         *
         * @throws IllegalStateException if there is none
         */
        public float reference(int token) {
            if (reference == null) {
                throw new IllegalStateException("this batch holds no reference log-probabilities");
            }
            return reference[token];
        }
    }

    /** Takes the sequences of a batch. Belongs to one thread. */
    public static final class Builder {

        private final List<Sequence> sequences = new ArrayList<>();

        /**
         * Adds a sequence without reference log-probabilities; see the other form.
         */
        public Builder sequence(int begin, float[] behaviour, float[] advantages, double tokenWeight) {
            return sequence(begin, behaviour, advantages, tokenWeight, null);
        }

        /**
         * Adds a sequence.
         *
         * @param begin the place of its first token among the policy's values
         * @param behaviour log-probability of each token under the policy that sampled it
         * @param advantages as many
         * @param tokenWeight factor of each token's loss
         * @param reference log-probability of each token under the reference policy, as many; null if there is none
         */
        public Builder sequence(
                int begin, float[] behaviour, float[] advantages, double tokenWeight, float @Nullable [] reference) {
            if (advantages.length != behaviour.length || reference != null && reference.length != behaviour.length) {
                throw new IllegalArgumentException("sequence " + sequences.size() + " has " + behaviour.length
                        + " log-probabilities, " + advantages.length + " advantages"
                        + (reference == null ? "" : " and " + reference.length + " reference log-probabilities"));
            }
            sequences.add(new Sequence(begin, behaviour, advantages, (float) tokenWeight, reference));
            return this;
        }

        /** The batch as filled so far. */
        public TokenBatch build() {
            return new TokenBatch(sequences);
        }
    }
}
