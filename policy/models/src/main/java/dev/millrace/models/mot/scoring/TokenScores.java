package dev.millrace.models.mot.scoring;

import ai.djl.ndarray.NDArray;

/**
 * What the policy says of given responses, differentiable where the calling thread collects gradients. All arrays are
 * (P·G, T), float32, rows and columns as in the {@link dev.millrace.models.mot.model.ResponseBatch}; what stands at padding is
 * finite and without meaning, so multiply by {@code mask}.
 *
 * @param logProbs log π(token) of the tempered distribution
 * @param entropies entropy of the whole next-token distribution, in nat
 * @param mask 1 for a token, 0 for padding
 * @param logDistribution log π over the whole vocabulary, (P·G, T, V), for divergences between two views or policies
 */
public record TokenScores(NDArray logProbs, NDArray entropies, NDArray mask, NDArray logDistribution) {}
