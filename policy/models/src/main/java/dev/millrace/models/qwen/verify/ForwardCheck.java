package dev.millrace.models.qwen.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.models.qwen.model.Adapter;
import dev.millrace.models.qwen.model.ForwardPass;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The whole network, from each checkpoint: vision, hidden states, logits, log-probabilities, greedy decoding with a cache. */
final class ForwardCheck implements Check {

    private static final double VISION = 1e-5;
    private static final double LOGITS = 1e-4;
    private static final double LOG_PROBS = 5e-5;
    private static final int GREEDY = 12;

    @Override
    public List<CheckResult> run(VectorSet vectors) {
        List<CheckResult> results = new ArrayList<>();
        with(vectors, "checkpoint-f32", forward -> {
            for (String name : vectors.sequences()) {
                stages(vectors, name, forward, results);
                results.add(greedy(vectors, name, forward));
            }
        });
        for (String checkpoint : List.of("checkpoint-hub-bf16", "checkpoint-new-prefix-bf16")) {
            if (vectors.hasFolder(checkpoint)) {
                with(vectors, checkpoint, forward -> {
                    for (String name : vectors.sequences()) {
                        results.add(hub(vectors, name, checkpoint, forward));
                    }
                });
            }
        }
        return results;
    }

    private interface Work {
        void on(ForwardPass forward);
    }

    private static void with(VectorSet vectors, String checkpoint, Work work) {
        var source = vectors.checkpoint(checkpoint);
        var config = QwenConfigReader.read(source);
        try (ParameterArrays arrays = QwenFiles.of(source, config).load();
                QwenNetwork network = new QwenNetwork(config, arrays, Adapter.NONE)) {
            work.on(new ForwardPass(network));
        }
    }

    private static void stages(VectorSet vectors, String name, ForwardPass forward, List<CheckResult> results) {
        JsonNode sequence = vectors.sequence(name);
        TokenRow row = vectors.row(name);
        int prompt = sequence.path("prompt_ids").size();
        try (NoGradScope scope = NoGradScope.open()) {
            NDManager manager = scope.manager();
            if (!row.images().isEmpty()) {
                List<NDArray> seen = forward.seen(manager, row);
                results.add(CheckResult.within(
                        name + ": vision merged",
                        VectorSet.difference(seen.get(0).toFloatArray(), vectors.tensor("vision." + name + ".merged")),
                        VISION));
                for (int i = 1; i < seen.size(); i++) {
                    results.add(CheckResult.within(
                            name + ": vision deepstack " + (i - 1),
                            VectorSet.difference(
                                    seen.get(i).toFloatArray(),
                                    vectors.tensor("vision." + name + ".deepstack" + (i - 1))),
                            VISION));
                }
            }
            NDArray hidden = forward.hidden(manager, List.of(row));
            results.add(CheckResult.within(
                    name + ": last hidden",
                    VectorSet.difference(hidden.toFloatArray(), vectors.tensor("seq." + name + ".last_hidden")),
                    LOGITS));
            NDArray logits = responseLogits(manager, forward, hidden, prompt, row.length());
            results.add(CheckResult.within(
                    name + ": logits",
                    VectorSet.difference(logits.toFloatArray(), vectors.tensor("seq." + name + ".logits_response")),
                    LOGITS));
            results.add(logProbs(name, "logprobs_t1", 1.0, sequence, logits));
            results.add(logProbs(name, "logprobs_t07", 0.7, sequence, logits));
        }
    }

    private static NDArray responseLogits(
            NDManager manager, ForwardPass forward, NDArray hidden, int prompt, int length) {
        return forward.logits(manager, TensorOps.slice(hidden, 1, prompt - 1, length - 1));
    }

    private static CheckResult logProbs(
            String name, String key, double temperature, JsonNode sequence, NDArray logits) {
        int[] response = VectorSet.ints(sequence.path("response_ids"));
        NDArray all = logits.div(temperature).logSoftmax(2);
        float[] own = new float[response.length];
        for (int i = 0; i < response.length; i++) {
            own[i] = all.getFloat(0, i, response[i]);
        }
        return CheckResult.within(
                name + ": " + key, VectorSet.difference(own, VectorSet.floats(sequence.path(key))), LOG_PROBS);
    }

    private static CheckResult hub(VectorSet vectors, String name, String checkpoint, ForwardPass forward) {
        TokenRow row = vectors.row(name);
        int prompt = vectors.sequence(name).path("prompt_ids").size();
        try (NoGradScope scope = NoGradScope.open()) {
            NDArray logits = responseLogits(
                    scope.manager(), forward, forward.hidden(scope.manager(), List.of(row)), prompt, row.length());
            return CheckResult.within(
                    name + ": logits of " + checkpoint,
                    VectorSet.difference(logits.toFloatArray(), vectors.tensor("hub." + name + ".logits_response")),
                    LOGITS);
        }
    }

    private static CheckResult greedy(VectorSet vectors, String name, ForwardPass forward) {
        TokenRow prompt = vectors.prompt(name);
        int length = prompt.length();
        int delta = prompt.positions().delta();
        List<Integer> tokens = new ArrayList<>();
        try (NoGradScope scope = NoGradScope.open()) {
            NDManager manager = scope.manager();
            List<NDArray> prefix = new ArrayList<>();
            NDArray hidden = forward.hidden(manager, prompt, prefix);
            List<NDArray> caches = new ArrayList<>();
            for (NDArray cache : prefix) {
                long[] shape = cache.getShape().getShape();
                shape[2] = GREEDY;
                caches.add(cache.concat(manager.zeros(new Shape(shape)), 2));
            }
            NDArray last = TensorOps.slice(hidden, 1, length - 1, length);
            for (int i = 0; i < GREEDY; i++) {
                long token = forward.logits(manager, last).argMax(2).getLong(0, 0);
                tokens.add((int) token);
                last = forward.next(
                        manager,
                        manager.create(new long[] {token}, new Shape(1, 1)),
                        length + i + delta,
                        caches,
                        length + i);
            }
        }
        return CheckResult.equal(
                name + ": greedy tokens",
                tokens.toString(),
                Arrays.toString(
                        VectorSet.ints(vectors.root().path("greedy").path(name).path("tokens"))));
    }
}
