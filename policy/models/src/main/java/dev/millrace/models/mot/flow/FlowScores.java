package dev.millrace.models.mot.flow;

import ai.djl.ndarray.NDArray;

/**
 * What a policy says of recorded drawings, in the scope they were computed in.
 *
 * @param logProbs per step the mean over dimensions of its log-density, (P·G, N); meaningless at padding
 * @param means μ of each step, (P·G, N, values)
 * @param mask 1 for a step, 0 for padding, (P·G, N)
 */
public record FlowScores(NDArray logProbs, NDArray means, NDArray mask) {}
