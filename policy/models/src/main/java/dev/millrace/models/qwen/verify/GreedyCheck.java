package dev.millrace.models.qwen.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.qwen.model.ForwardPass;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TokenRow;
import java.util.ArrayList;
import java.util.List;

/** The likeliest token after the other, with caches of keys and values; the end of an answer is a token like others. */
final class GreedyCheck implements Check {

    /** What was drawn, with what was said of it. */
    private record Drawn(int[] tokens, float[] logProbs, float[] margins) {}

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
        Drawn drawn = draw(
                new ForwardPass(network),
                vectors.prompt(name),
                wanted.at("tokens").ints().length);
        results.equal(name + ": greedy tokens", drawn.tokens(), wanted.at("tokens"));
        results.nearIfThere(
                name + ": greedy log-probabilities", drawn.logProbs(), wanted.at("logprobs"), Tolerance.LOG_PROBS);
        results.nearIfThere(
                name + ": greedy margins", drawn.margins(), wanted.at("margin_to_second"), Tolerance.LOGITS);
    }

    private static Drawn draw(ForwardPass forward, TokenRow prompt, int count) {
        Drawn drawn = new Drawn(new int[count], new float[count], new float[count]);
        int length = prompt.length();
        int delta = prompt.positions().delta();
        try (NoGradScope scope = NoGradScope.open()) {
            NDManager manager = scope.manager();
            List<NDArray> prefix = new ArrayList<>();
            NDArray hidden = forward.hidden(manager, prompt, prefix);
            List<NDArray> caches = new ArrayList<>();
            for (NDArray cache : prefix) {
                long[] shape = cache.getShape().getShape();
                shape[2] = count;
                caches.add(cache.concat(manager.zeros(new Shape(shape)), 2));
            }
            NDArray last = TensorOps.slice(hidden, 1, length - 1, length);
            for (int i = 0; i < count; i++) {
                LogitRows logits = LogitRows.of(forward.logits(manager, last));
                int[] token = logits.greatest();
                drawn.tokens()[i] = token[0];
                drawn.logProbs()[i] = logits.logProbs(token, 1)[0];
                drawn.margins()[i] = logits.margins()[0];
                NDArray ids = manager.create(new long[] {token[0]}, new Shape(1, 1));
                last = forward.next(manager, ids, length + i + delta, caches, length + i);
            }
        }
        return drawn;
    }
}
