package dev.millrace.models.mot.scoring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.ResponseBatch;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.models.mot.model.WeightsLease;

/**
 * Log-probabilities of given responses, all tokens in one pass.
 *
 * <p>Temperature τ divides the scores before the softmax, as in sampling: given the sampling temperature, the results are
 * those the sampler reported, within rounding (1e-4). Stateless.
 */
public final class TeacherForcing {

    private TeacherForcing() {}

    /**
     * The training form: in the scope of the caller, with gradients if it collects them.
     *
     * @param temperature positive
     */
    public static TokenScores score(
            Transformer policy, NDManager manager, PromptRows prompts, ResponseBatch responses, double temperature) {
        requireMatching(prompts, responses, temperature);
        NDArray hidden = hidden(policy, manager, prompts, responses);
        NDArray logits = policy.logits(hidden);
        if (temperature != 1) {
            logits = TensorOps.scale(logits, 1 / temperature);
        }
        NDArray logDistribution = logits.logSoftmax(1);
        NDArray places =
                manager.create(places(responses, logDistribution.getShape().get(1)), new Shape(responses.tokens()));
        NDArray entropies =
                logDistribution.exp().mul(logDistribution).sum(new int[] {1}).neg();
        return new TokenScores(
                TokenScores.picked(logDistribution, places),
                TokenScores.ofTokens(manager, responses, entropies),
                logDistribution);
    }

    /** Where the tokens stand in the distributions after all histories. */
    private static long[] places(ResponseBatch responses, long vocabulary) {
        long[] places = responses.historyOfToken();
        long[] targets = responses.targets();
        for (int token = 0; token < places.length; token++) {
            places[token] = places[token] * vocabulary + targets[token];
        }
        return places;
    }

    /**
     * The last hidden states, from which {@link Transformer#logits} predicts the next token: for callers that want predictions
     * over the vocabulary after some histories at a time. In the scope of the caller.
     *
     * @return after each history, (H, width)
     */
    public static NDArray hidden(Transformer policy, NDManager manager, PromptRows prompts, ResponseBatch responses) {
        return policy.continueText(manager, policy.encode(manager, prompts), responses);
    }

    /**
     * The no-gradient form: values in Java arrays, no native memory left behind.
     *
     * @param temperature positive
     */
    public static ScoredResponses score(
            WeightsLease weights, PromptRows prompts, ResponseBatch responses, double temperature) {
        try (NoGradScope scope = NoGradScope.open()) {
            TokenScores scores = score(weights.transformer(), scope.manager(), prompts, responses, temperature);
            return new ScoredResponses(
                    responses,
                    scores.logProbs().toFloatArray(),
                    scores.entropies().toFloatArray());
        }
    }

    private static void requireMatching(PromptRows prompts, ResponseBatch responses, double temperature) {
        if (prompts.size() != responses.prompts()) {
            throw new IllegalArgumentException(
                    "there are " + prompts.size() + " prompts, but responses to " + responses.prompts());
        }
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("the temperature must be positive, but is " + temperature);
        }
    }
}
