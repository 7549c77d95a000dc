package dev.millrace.models.qwen.verify;

import dev.millrace.policy.safetensors.TensorType;
import java.util.List;
import java.util.Locale;

/**
 * The other folders of checkpoints: bfloat16, tied, in shards, under other names. All hold the same weights, with which the logits
 * in float32 are compared, and what bfloat16 makes of them.
 */
final class CheckpointCheck implements Check {

    private static final String EXACT = "logprobs_t1_bf16_weights_f32_arithmetic";
    private static final String ROUNDED = "logprobs_t1_bf16_arithmetic_cpu";

    @Override
    public void run(VectorSet vectors, Results results) {
        List<String> folders = vectors.otherCheckpoints();
        List<String> names = vectors.at("hub").keys();
        if (names.isEmpty() || folders.isEmpty()) {
            results.skipped("other checkpoints", "the vectors have none");
            return;
        }
        for (String folder : folders) {
            results.attempt(folder, () -> exact(vectors, names, folder, results));
            results.attempt(folder + " in bfloat16", () -> rounded(vectors, names, folder, results));
        }
    }

    private static void exact(VectorSet vectors, List<String> names, String folder, Results results) {
        try (LoadedModel model = LoadedModel.plain(vectors, folder)) {
            for (String name : names) {
                LogitRows logits = model.responseLogits(vectors, name);
                results.near(
                        name + ": logits of " + folder,
                        logits.values(),
                        vectors.tensor("hub." + name + ".logits_response"),
                        Tolerance.LOGITS);
                results.near(
                        name + ": log-probabilities of " + folder,
                        logits.logProbs(vectors.responseIds(name), 1),
                        vectors.at("hub", name, EXACT),
                        Tolerance.LOG_PROBS);
            }
        }
    }

    /**
     * Two ways to compute in bfloat16 round in other places, so they differ from each other by about as much as each from float32.
     * Ours keeps more in float32 than the reference: it must come as near to float32 as that does.
     */
    private static void rounded(VectorSet vectors, List<String> names, String folder, Results results) {
        try (LoadedModel model = LoadedModel.plain(vectors, folder, TensorType.BF16)) {
            for (String name : names) {
                VectorNode hub = vectors.at("hub", name);
                if (!hub.at(ROUNDED).exists()) {
                    continue;
                }
                float[] own = model.responseLogits(vectors, name).logProbs(vectors.responseIds(name), 1);
                float[] exact = hub.at(EXACT).floats();
                float[] theirs = hub.at(ROUNDED).floats();
                double greatest = Differences.greatest(theirs, exact);
                double mean = Differences.mean(theirs, exact);
                System.err.printf(Locale.ROOT, "DEBUG %s %s own-exact mean %.4f max %.4f theirs-exact mean %.4f max %.4f own-theirs mean %.4f max %.4f%n", name, folder,
                    Differences.mean(own, exact), Differences.greatest(own, exact), mean, greatest, Differences.mean(own, theirs), Differences.greatest(own, theirs));
            }
        }
    }
}
