package dev.millrace.models.mot.views;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.ResponseBatch;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.TokenStates;
import dev.millrace.models.mot.scoring.TeacherForcing;
import dev.millrace.policy.rollout.Divergence;
import java.util.Arrays;
import java.util.List;

/**
 * Compares what the policy predicted when it sampled responses with what it predicts for them under two views of their
 * prompts. The responses are there twice: after the one view of all prompts, then after the other. Results are of all tokens
 * of the responses, (N), of which the first half is about the one view.
 */
final class ViewComparison {

    /** Token positions whose predictions over the vocabulary are held at a time: bounds memory, whatever the batch. */
    private static final int CHUNK_VALUES = 1 << 22;

    private final ResponseBatch responses;
    private final double temperature;
    private final int tokens;

    ViewComparison(ResponseBatch responses, double temperature) {
        this.responses = responses;
        this.temperature = temperature;
        this.tokens = responses.tokens();
    }

    /**
     * Exact divergences from what was predicted in sampling.
     *
     * @param states of the first half of the responses, from which the second half was drawn as well
     */
    float[] exact(WeightsLease weights, List<TokenStates> states, PromptRows views) {
        try (NoGradScope scope = NoGradScope.open()) {
            Transformer policy = weights.transformer();
            NDManager manager = scope.manager();
            NDArray sampled = stacked(manager, states, policy.config().width());
            NDArray compared = hidden(policy, manager, views);
            int half = tokens / 2;
            return inChunks(policy.config().vocabulary(), half, (begin, end) -> fullVocabulary(
                            logDistribution(policy, sampled, begin % half, begin % half + end - begin),
                            logDistribution(policy, compared, begin, end))
                    .toFloatArray());
        }
    }

    /**
     * Estimated divergences.
     *
     * @param completions the first half of the responses, to which the second half is equal
     */
    float[] sampled(WeightsLease weights, List<Completion> completions, PromptRows views) {
        try (NoGradScope scope = NoGradScope.open()) {
            Transformer policy = weights.transformer();
            NDManager manager = scope.manager();
            long[] targets = responses.targets();
            float[] logProbs = logProbs(completions);
            NDArray compared = hidden(policy, manager, views);
            return inChunks(policy.config().vocabulary(), logProbs.length, (begin, end) -> {
                NDArray taken = manager.create(Arrays.copyOfRange(targets, begin, end), new Shape(end - begin, 1));
                float[] values = logDistribution(policy, compared, begin, end)
                        .gather(taken, 1)
                        .toFloatArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) Divergence.k3(logProbs[(begin + i) % logProbs.length], values[i]);
                }
                return values;
            });
        }
    }

    /** The states that all tokens were sampled from, (N/2, width). */
    private NDArray stacked(NDManager manager, List<TokenStates> states, int width) {
        float[] values = new float[tokens / 2 * width];
        int next = 0;
        for (TokenStates one : states) {
            one.copyTo(values, next);
            next += one.length() * width;
        }
        return manager.create(values, new Shape(tokens / 2, width));
    }

    private float[] logProbs(List<Completion> completions) {
        float[] values = new float[tokens / 2];
        int next = 0;
        for (Completion completion : completions) {
            for (int t = 0; t < completion.tokens().length(); t++) {
                values[next++] = completion.logProbs().at(t);
            }
        }
        return values;
    }

    /**
     * The exact divergence.
     *
     * @param logDistribution log π(·|view), (N, V), normalised
     * @param other log π(·|other), (N, V), normalised
     * @return (N); rounding may leave it below 0 by about 1e-7
     */
    static NDArray fullVocabulary(NDArray logDistribution, NDArray other) {
        return logDistribution.exp().mul(logDistribution.sub(other)).sum(new int[] {1});
    }

    /** Hidden states that the tokens are predicted from, (N, width). */
    private NDArray hidden(Transformer policy, NDManager manager, PromptRows prompts) {
        NDArray hidden = TeacherForcing.hidden(policy, manager, prompts, responses);
        return TensorOps.embedding(manager.create(responses.historyOfToken(), new Shape(tokens)), hidden);
    }

    private NDArray logDistribution(Transformer policy, NDArray hidden, int begin, int end) {
        NDArray logits = policy.logits(TensorOps.slice(hidden, 0, begin, end));
        return (temperature == 1 ? logits : TensorOps.scale(logits, 1 / temperature)).logSoftmax(1);
    }

    /** Goes through the tokens in chunks that do not reach over {@code half}. */
    private float[] inChunks(int vocabulary, int half, Chunk chunk) {
        int step = Math.max(1, CHUNK_VALUES / vocabulary);
        float[] all = new float[tokens];
        for (int begin = 0, end; begin < tokens; begin = end) {
            end = Math.min(begin + step, begin < half ? half : tokens);
            try (NDScope arrays = new NDScope()) {
                arrays.suppressNotUsedWarning();
                float[] values = chunk.values(begin, end);
                for (int i = 0; i < values.length; i++) {
                    // A divergence that rounding left below 0 is 0.
                    all[begin + i] = Math.max(0, values[i]);
                }
            }
        }
        return all;
    }

    /** The divergences of some of the tokens. */
    private interface Chunk {
        float[] values(int begin, int end);
    }
}
