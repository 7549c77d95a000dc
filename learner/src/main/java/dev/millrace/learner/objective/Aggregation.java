package dev.millrace.learner.objective;

/**
 * How the losses of the tokens become one number. Each mode is a weight per token, so that a batch may be cut into any
 * micro-batches: the weighted sums add up to the loss of the whole.
 */
public enum Aggregation {
    /**
     * As the loss was published: {@link #SEQ_MEAN_TOKEN_MEAN} for gspo, gmpo and sapo, {@link #SEQ_MEAN_TOKEN_SUM} for luspo,
     * else {@link #TOKEN_MEAN}.
     */
    AUTO,
    /** Every token counts the same: Σ / (tokens of the batch). DAPO, arXiv 2503.14476. */
    TOKEN_MEAN,
    /** Every sequence counts the same, as the mean of its tokens. GRPO, arXiv 2402.03300. */
    SEQ_MEAN_TOKEN_MEAN,
    /** Every sequence counts as the sum of its tokens. */
    SEQ_MEAN_TOKEN_SUM,
    /** Every sequence counts as the sum of its tokens over one fixed length. Dr. GRPO, arXiv 2503.20783. */
    CONSTANT_LENGTH;

    /** What it stands for with a loss. */
    Aggregation of(LossKind loss) {
        return this == AUTO ? loss.own() : this;
    }

    /**
     * The factor of each token of a sequence.
     *
     * @param length tokens of the sequence, at least 1
     * @param batch size of the whole batch, all micro-batches together
     * @param constantLength the fixed length of {@link #CONSTANT_LENGTH}, in tokens
     * @throws IllegalStateException if this is {@link #AUTO}, which no loss was named to
     */
    public double tokenWeight(int length, BatchSize batch, int constantLength) {
        return switch (this) {
            case AUTO -> throw new IllegalStateException("auto stands for the aggregation of a loss");
            case TOKEN_MEAN -> 1.0 / batch.tokens();
            case SEQ_MEAN_TOKEN_MEAN -> 1.0 / ((double) batch.sequences() * length);
            case SEQ_MEAN_TOKEN_SUM -> 1.0 / batch.sequences();
            case CONSTANT_LENGTH -> 1.0 / ((double) batch.sequences() * constantLength);
        };
    }
}
