package dev.millrace.learner.objective;

import java.util.ArrayList;
import java.util.Arrays;
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

    /**
     * The same with the log-probability of each token under the policy as the step begins.
     *
     * @param values that policy's, of all tokens, at the places of the sequences
     */
    public TokenBatch withProximal(float[] values) {
        return new TokenBatch(sequences.stream()
                .map(sequence -> sequence.withProximal(
                        Arrays.copyOfRange(values, sequence.begin(), sequence.begin() + sequence.length())))
                .toList());
    }

    /** One sequence of the batch. Immutable. */
    public static final class Sequence {

        private final int begin;
        private final float[] behaviour;
        private final float[] advantages;
        private final float weight;
        private final float @Nullable [] reference;
        private final float @Nullable [] proximal;
        private final int @Nullable [] ages;

        private Sequence(
                int begin,
                float[] behaviour,
                float[] advantages,
                float weight,
                float @Nullable [] reference,
                float @Nullable [] proximal,
                int @Nullable [] ages) {
            this.begin = begin;
            this.behaviour = behaviour;
            this.advantages = advantages;
            this.weight = weight;
            this.reference = reference;
            this.proximal = proximal;
            this.ages = ages;
        }

        /**
         * A sequence.
         *
         * @param begin the place of its first token among the policy's values
         * @param behaviour log-probability of each token under the policy that sampled it
         * @param advantages as many
         * @param tokenWeight factor of each token's loss
         */
        public static Sequence of(int begin, float[] behaviour, float[] advantages, double tokenWeight) {
            requireLength("advantages", advantages.length, behaviour.length);
            return new Sequence(begin, behaviour.clone(), advantages.clone(), (float) tokenWeight, null, null, null);
        }

        /** With the log-probability of each token under the reference policy; null for none. */
        public Sequence withReference(float @Nullable [] values) {
            return new Sequence(begin, behaviour, advantages, weight, copied("reference", values), proximal, ages);
        }

        /** With the log-probability of each token under the policy as the step begins; null where it is not known. */
        public Sequence withProximal(float @Nullable [] values) {
            return new Sequence(begin, behaviour, advantages, weight, reference, copied("proximal", values), ages);
        }

        /** With the steps that lie between the version that sampled each token and the one that the step begins with. */
        public Sequence withAges(int[] values) {
            requireLength("ages", values.length, length());
            return new Sequence(begin, behaviour, advantages, weight, reference, proximal, values.clone());
        }

        private float @Nullable [] copied(String what, float @Nullable [] values) {
            if (values == null) {
                return null;
            }
            requireLength(what + " log-probabilities", values.length, length());
            return values.clone();
        }

        private static void requireLength(String what, int length, int tokens) {
            if (length != tokens) {
                throw new IllegalArgumentException(
                        "a sequence has " + tokens + " log-probabilities and " + length + " " + what);
            }
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
            return required("reference", reference)[token];
        }

        /** Whether log-probabilities under the policy as the step begins are held. */
        public boolean hasProximal() {
            return proximal != null;
        }

        /**
         * Log-probability under the policy as the step begins, in nat.
         *
         * @throws IllegalStateException if there is none
         */
        public float proximal(int token) {
            return required("proximal", proximal)[token];
        }

        private static float[] required(String what, float @Nullable [] values) {
            if (values == null) {
                throw new IllegalStateException("this batch holds no " + what + " log-probabilities");
            }
            return values;
        }

        /** Whether it is known how old its tokens are. */
        public boolean hasAges() {
            return ages != null;
        }

        /**
         * Steps between the version that sampled the token and the one that the step begins with.
         *
         * @throws IllegalStateException if they are not known
         */
        public int age(int token) {
            if (ages == null) {
                throw new IllegalStateException("this batch does not say how old its tokens are");
            }
            return ages[token];
        }
    }

    /** Takes the sequences of a batch. Belongs to one thread. */
    public static final class Builder {

        private final List<Sequence> sequences = new ArrayList<>();

        /** Adds a sequence of which no more is known; see {@link Sequence#of}. */
        public Builder sequence(int begin, float[] behaviour, float[] advantages, double tokenWeight) {
            return sequence(Sequence.of(begin, behaviour, advantages, tokenWeight));
        }

        /** Adds a sequence. */
        public Builder sequence(Sequence sequence) {
            sequences.add(sequence);
            return this;
        }

        /** The batch as filled so far. */
        public TokenBatch build() {
            return new TokenBatch(sequences);
        }
    }
}
