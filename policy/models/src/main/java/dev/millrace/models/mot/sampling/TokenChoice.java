package dev.millrace.models.mot.sampling;

/**
 * The tokens drawn in one decoding step, one for each sequence that has not ended.
 *
 * @param tokens drawn
 * @param logProbs of the tokens
 * @param entropies of the distributions that they were drawn from
 */
record TokenChoice(long[] tokens, float[] logProbs, float[] entropies) {}
