package dev.millrace.models.mot.scoring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.Prefix;
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
        Shape shape = new Shape(responses.rows(), responses.columns());
        NDArray hidden = hidden(policy, manager, prompts, responses);
        NDArray logits = policy.logits(hidden);
        if (temperature != 1) {
            logits = TensorOps.scale(logits, 1 / temperature);
        }
        NDArray logDistribution = logits.logSoftmax(2);
        NDArray targets = manager.create(responses.targets(), shape.add(1));
        NDArray logProbs = logDistribution.gather(targets, 2).squeeze(2);
        NDArray entropies =
                logDistribution.exp().mul(logDistribution).sum(new int[] {2}).neg();
        NDArray mask = manager.create(responses.mask(), shape);
        return new TokenScores(logProbs, entropies, mask, logDistribution);
    }

    /**
     * The last hidden states, from which {@link Transformer#logits} predicts each token: for callers that want predictions
     * over the vocabulary of some tokens at a time. In the scope of the caller.
     *
     * @return (P·G, T, width); what stands at padding is finite and without meaning
     */
    public static NDArray hidden(Transformer policy, NDManager manager, PromptRows prompts, ResponseBatch responses) {
        Prefix prefix = policy.encode(manager, prompts);
        NDArray inputs = manager.create(responses.inputs(), new Shape(responses.rows(), responses.columns()));
        return policy.continueText(manager, prefix, inputs);
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
