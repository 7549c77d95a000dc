package dev.millrace.models.qwen.verify;

import dev.millrace.policy.safetensors.TensorType;
import java.util.List;

/**
 * The other folders of checkpoints: bfloat16, tied, in shards, under other names. All hold the same weights, with which the logits
 * in float32 are compared, and what bfloat16 makes of them.
 */
final class CheckpointCheck implements Check {

    private static final String EXACT = "logprobs_t1_bf16_weights_f32_arithmetic";
    private static final double MEAN = 1.5;
    private static final double GREATEST = 2;
    private static final String ROUNDED = "logprobs_t1_bf16_arithmetic_cpu";

    @Override
    public void run(VectorSet vectors, Results results) {
        List<String> folders = vectors.otherCheckpoints();
        List<String> names = vectors.at("hub").keys();
        if (names.isEmpty() || folders.isEmpty()) {
            results.skipped("other checkpoints", "the vectors have none");
            return;
        }
        results.attempt("bfloat16 of the reference", () -> said(vectors, names, results));
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
     * Two ways to compute in bfloat16 round in other places, so they differ from each other by about as much as each does from
     * float32, and by how much in one sequence is chance. So ours is held to what the reference's own differs by: over all
     * sequences {@link #MEAN} times as much in the mean, and {@link #GREATEST} times as much in any token.
     */
    private static void rounded(VectorSet vectors, List<String> names, String folder, Results results) {
        List<String> having = names.stream()
                .filter(name -> vectors.at("hub", name, ROUNDED).exists())
                .toList();
        double greatest = 0;
        double theirSum = 0;
        double ownSum = 0;
        int tokens = 0;
        for (String name : having) {
            float[] exact = vectors.at("hub", name, EXACT).floats();
            float[] theirs = vectors.at("hub", name, ROUNDED).floats();
            greatest = Math.max(greatest, Differences.greatest(theirs, exact));
            theirSum += Differences.mean(theirs, exact) * exact.length;
            tokens += exact.length;
        }
        try (LoadedModel model = LoadedModel.plain(vectors, folder, TensorType.BF16)) {
            for (String name : having) {
                LogitRows logits = model.responseLogits(vectors, name);
                float[] own = logits.logProbs(vectors.responseIds(name), 1);
                float[] exact = vectors.at("hub", name, EXACT).floats();
                ownSum += Differences.mean(own, exact) * exact.length;
                results.near(
                        name + ": log-probabilities of " + folder + " in bfloat16",
                        own,
                        vectors.at("hub", name, ROUNDED),
                        GREATEST * greatest);
            }
        }
        if (tokens > 0) {
            results.add(CheckResult.within(
                    "mean of what bfloat16 changes in " + folder,
                    ownSum / tokens,
                    MEAN * theirSum / tokens,
                    having.stream()
                            .map(name -> vectors.at("hub", name, ROUNDED).place())
                            .toArray(String[]::new)));
        }
    }

    /** By how much the reference's bfloat16 differs from its float32, which the vectors say too. */
    private static void said(VectorSet vectors, List<String> names, Results results) {
        for (String name : names) {
            VectorNode hub = vectors.at("hub", name);
            VectorNode mean = hub.at("bf16_mean_abs_difference");
            VectorNode greatest = hub.at("bf16_max_abs_difference");
            if (mean.exists() && greatest.exists()) {
                float[] exact = hub.at(EXACT).floats();
                float[] theirs = hub.at(ROUNDED).floats();
                String what = name + ": what the reference's bfloat16 changes, ";
                results.near(what + "mean", Differences.mean(theirs, exact), mean, Tolerance.DIVERGENCE);
                results.near(what + "greatest", Differences.greatest(theirs, exact), greatest, Tolerance.DIVERGENCE);
            }
        }
    }
}
