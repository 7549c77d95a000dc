package dev.millrace.models.mot.scoring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.ResponseBatch;

/**
 * What the policy says of given responses, float32, differentiable where the calling thread collects gradients. Tokens and
 * histories are numbered as in their {@link ResponseBatch}.
 *
 * @param logProbs log π(token) of the tempered distribution, (N)
 * @param entropies entropy of the whole next-token distribution, in nat, (N)
 * @param logDistribution log π over the whole vocabulary after each history, (H, V), for divergences between two views or
 *     policies
 */
public record TokenScores(NDArray logProbs, NDArray entropies, NDArray logDistribution) {

    /** From what is said after each history, (H), to what is said of each token, (N). */
    public static NDArray ofTokens(NDManager manager, ResponseBatch responses, NDArray ofHistories) {
        NDArray places = manager.create(responses.historyOfToken(), new Shape(responses.tokens()));
        return picked(ofHistories, places);
    }

    /** Single values of an array of any shape, by their places in it. */
    static NDArray picked(NDArray values, NDArray places) {
        return TensorOps.embedding(places, values.reshape(new Shape(values.size(), 1)))
                .squeeze(1);
    }
}
