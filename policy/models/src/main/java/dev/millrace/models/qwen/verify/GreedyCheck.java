package dev.millrace.models.qwen.verify;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.qwen.model.ForwardPass;
import dev.millrace.models.qwen.model.GroupDecoding;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.policy.rollout.TokenFilters;
import dev.millrace.policy.text.Tokens;
import java.util.Arrays;
import java.util.List;

/** The likeliest token after the other, with caches of keys and values; the end of an answer is a token like others. */
final class GreedyCheck implements Check {

    private static final double MARGINS = 2 * Tolerance.LOGITS;

    @Override
    public void run(VectorSet vectors, Results results) {
        try (LoadedModel model = LoadedModel.plain(vectors, VectorSet.MAIN)) {
            for (String name : vectors.at("greedy").keys()) {
                results.attempt(name + ": greedy", () -> sequence(vectors, name, model.network(), results));
            }
        }
    }

    private static void sequence(VectorSet vectors, String name, QwenNetwork network, Results results) {
        VectorNode wanted = vectors.at("greedy", name);
        int[] tokens = new int[wanted.at("tokens").size()];
        float[] logProbs = new float[tokens.length];
        TokenRow prompt = vectors.prompt(name);
        draw(network, prompt, tokens, logProbs);
        results.equal(name + ": greedy tokens", tokens, wanted.at("tokens"));
        results.nearIfThere(name + ": greedy log-probabilities", logProbs, wanted.at("logprobs"), Tolerance.LOG_PROBS);
        results.nearIfThere(
                name + ": greedy margins", margins(network, prompt, tokens), wanted.at("margin_to_second"), MARGINS);
    }

    private static void draw(QwenNetwork network, TokenRow prompt, int[] tokens, float[] logProbs) {
        GroupDecoding.Draw likeliest = new GroupDecoding.Draw(new float[0], 1, TokenFilters.NONE, new long[0]);
        try (NoGradScope scope = NoGradScope.open();
                GroupDecoding decoding = new GroupDecoding(scope.manager(), network, prompt, 1, tokens.length)) {
            long[] before = {};
            for (int i = 0; i < tokens.length; i++) {
                GroupDecoding.Choice choice = i == 0
                        ? decoding.first(scope.manager(), likeliest)
                        : decoding.next(scope.manager(), before, likeliest);
                before = choice.ids();
                tokens[i] = (int) before[0];
                logProbs[i] = choice.logProbs()[0];
            }
        }
    }

    /** By how much each token leads the second, in one pass over all of them. */
    private static float[] margins(QwenNetwork network, TokenRow prompt, int[] tokens) {
        int[] all = Arrays.copyOf(prompt.tokens().toArray(), prompt.length() + tokens.length);
        System.arraycopy(tokens, 0, all, prompt.length(), tokens.length);
        TokenRow row = new TokenRow(Tokens.of(all), prompt.runs(), prompt.images());
        ForwardPass forward = new ForwardPass(network);
        try (NoGradScope scope = NoGradScope.open()) {
            NDArray hidden = forward.hidden(scope.manager(), List.of(row));
            NDArray answered = TensorOps.slice(hidden, 1, prompt.length() - 1, row.length() - 1);
            return LogitRows.of(forward.logits(scope.manager(), answered)).margins();
        }
    }
}
