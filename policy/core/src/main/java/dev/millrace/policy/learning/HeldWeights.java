package dev.millrace.policy.learning;

/** The weights of a policy as they were at one moment, beside those in training. Owns its memory until closed; for one thread. */
public interface HeldWeights extends AutoCloseable {

    /** Log-probabilities of answers under these weights, in the order of the batch, in nat. */
    float[] logProbs(AnswerBatch answers);

    @Override
    void close();
}
