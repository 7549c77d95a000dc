package dev.millrace.models.qwen.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.qwen.model.ForwardPass;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TokenRow;
import java.util.ArrayList;
import java.util.List;

/** The language model, layer by layer, its logits and what they say of the response's tokens. */
final class LanguageCheck implements Check {

    @Override
    public void run(VectorSet vectors, Results results) {
        try (LoadedModel model = LoadedModel.plain(vectors, VectorSet.MAIN)) {
            for (String name : vectors.sequences()) {
                results.attempt(name + ": forward", () -> sequence(vectors, name, model.network(), results));
            }
        }
    }

    private static void sequence(VectorSet vectors, String name, QwenNetwork network, Results results) {
        Stages stages = new Stages();
        ForwardPass forward = new ForwardPass(network, stages);
        TokenRow row = vectors.row(name);
        String tensors = "seq." + name + ".";
        try (NoGradScope scope = NoGradScope.open()) {
            NDManager manager = scope.manager();
            NDArray hidden = forward.hidden(manager, List.of(row));
            float[] last = hidden.toFloatArray();
            layers(vectors, name, stages.layers(), last, results);
            results.near(name + ": last hidden", last, vectors.tensor(tensors + "last_hidden"), Tolerance.LOGITS);
            float[] all = forward.logits(manager, hidden).toFloatArray();
            results.nearIfThere(
                    name + ": logits of all places", all, vectors.tensor(tensors + "logits"), Tolerance.LOGITS);
            NDArray answered = TensorOps.slice(hidden, 1, vectors.promptIds(name).length - 1, row.length() - 1);
            LogitRows logits = LogitRows.of(forward.logits(manager, answered));
            results.near(
                    name + ": logits", logits.values(), vectors.tensor(tensors + "logits_response"), Tolerance.LOGITS);
            said(vectors, name, logits, results);
        }
    }

    /** Of each layer the mean amount over all tokens, and the last token's vector; the last of them are normed. */
    private static void layers(VectorSet vectors, String name, List<float[]> layers, float[] last, Results results) {
        List<float[]> all = new ArrayList<>(layers.subList(0, layers.size() - 1));
        all.add(last);
        int width = vectors.config().text().hidden();
        results.nearIfThere(
                name + ": layers, mean amounts",
                Stages.means(all),
                vectors.sequence(name).at("layer_abs_mean"),
                Tolerance.LOGITS);
        results.nearIfThere(
                name + ": layers, last token",
                Stages.parts(all, last.length - width, width),
                vectors.tensor("seq." + name + ".hidden_last_token_by_layer"),
                Tolerance.LOGITS);
    }

    private static void said(VectorSet vectors, String name, LogitRows logits, Results results) {
        VectorNode sequence = vectors.sequence(name);
        int[] response = vectors.responseIds(name);
        Temperatures.of(sequence, "logprobs_t")
                .forEach((key, temperature) -> results.near(
                        name + ": " + key + " of logits",
                        logits.logProbs(response, temperature),
                        sequence.at(key),
                        Tolerance.LOG_PROBS));
        if (sequence.at("argmax").exists()) {
            results.equal(name + ": likeliest tokens", logits.greatest(), sequence.at("argmax"));
        }
    }
}
