package dev.millrace.learner.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the loss of one micro-batch needs besides the log-probabilities in training: a rectangle of sequences by tokens,
 * padded on the right with tokens of weight 0.
 *
 * <p>Filled row by row through its {@link Builder}, immutable from then on.
 */
public final class TokenBatch {

    private final int rows;
    private final int columns;
    private final int[] lengths;
    private final float[] behaviour;
    private final float[] advantages;
    private final float[] weights;
    private final float @Nullable [] reference;

    private TokenBatch(Builder builder) {
        this.rows = builder.rows;
        this.columns = builder.columns;
        this.lengths = builder.lengths.clone();
        this.behaviour = builder.behaviour.clone();
        this.advantages = builder.advantages.clone();
        this.weights = builder.weights.clone();
        this.reference = builder.reference == null ? null : builder.reference.clone();
    }

    /** Sequences, n. */
    public int rows() {
        return rows;
    }

    /** Tokens of the longest sequence, T. */
    public int columns() {
        return columns;
    }

    /** Tokens of one sequence, at most T; 0 for a row that only pads. */
    public int length(int row) {
        return lengths[row];
    }

    /** Log-probability under the policy that sampled the token, in nat. */
    public float behaviour(int row, int column) {
        return behaviour[at(row, column)];
    }

    /** Advantage of the token. */
    public float advantage(int row, int column) {
        return advantages[at(row, column)];
    }

    /** Factor of the token's loss in the loss of the whole batch; 0 for padding. */
    public float weight(int row, int column) {
        return weights[at(row, column)];
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
    public float reference(int row, int column) {
        if (reference == null) {
            throw new IllegalStateException("this batch holds no reference log-probabilities");
        }
        return reference[at(row, column)];
    }

    NDArray behaviour(NDManager manager) {
        return manager.create(behaviour, new Shape(rows, columns));
    }

    NDArray advantages(NDManager manager) {
        return manager.create(advantages, new Shape(rows, columns));
    }

    NDArray weights(NDManager manager) {
        return manager.create(weights, new Shape(rows, columns));
    }

    Optional<NDArray> reference(NDManager manager) {
        return Optional.ofNullable(reference).map(values -> manager.create(values, new Shape(rows, columns)));
    }

    NDArray largestLosses(NDManager manager, ClippedLoss clipped) {
        float[] largest = new float[advantages.length];
        for (int i = 0; i < largest.length; i++) {
            largest[i] = (float) clipped.largest(advantages[i]);
        }
        return manager.create(largest, new Shape(rows, columns));
    }

    private int at(int row, int column) {
        return row * columns + column;
    }

    /** Takes the sequences of a batch. Belongs to one thread. */
    public static final class Builder {

        private final int rows;
        private final int columns;
        private final int[] lengths;
        private final float[] behaviour;
        private final float[] advantages;
        private final float[] weights;
        private float @Nullable [] reference;

        /** A rectangle of padding. */
        public Builder(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            this.lengths = new int[rows];
            this.behaviour = new float[rows * columns];
            this.advantages = new float[rows * columns];
            this.weights = new float[rows * columns];
        }

        /**
         * Sets a sequence.
         *
         * @param behaviourLogProbs per token, at most T
         * @param tokenAdvantages as many
         * @param tokenWeight factor of each token's loss
         */
        public Builder sequence(int row, float[] behaviourLogProbs, float[] tokenAdvantages, double tokenWeight) {
            int length = behaviourLogProbs.length;
            if (tokenAdvantages.length != length || length > columns) {
                throw new IllegalArgumentException("row " + row + " has " + length + " log-probabilities and "
                        + tokenAdvantages.length + " advantages for " + columns + " columns");
            }
            lengths[row] = length;
            System.arraycopy(behaviourLogProbs, 0, behaviour, row * columns, length);
            System.arraycopy(tokenAdvantages, 0, advantages, row * columns, length);
            for (int column = 0; column < length; column++) {
                weights[row * columns + column] = (float) tokenWeight;
            }
            return this;
        }

        /** Sets the log-probabilities under the reference policy: (n, T), row by row, padding included. */
        public Builder reference(float[] logProbs) {
            if (logProbs.length != rows * columns) {
                throw new IllegalArgumentException("there are " + logProbs.length + " reference log-probabilities for "
                        + rows + " rows of " + columns);
            }
            reference = logProbs.clone();
            return this;
        }

        /** The batch as filled so far. */
        public TokenBatch build() {
            return new TokenBatch(this);
        }
    }
}
