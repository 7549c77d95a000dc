package dev.millrace.models.qwen.verify;

import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.model.AnswerLosses;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.qwen.model.Gradients;
import dev.millrace.models.qwen.model.TrainedParts;
import java.util.List;
import java.util.Optional;

/** What an adapter makes of the main checkpoint, and its gradients. */
final class AdapterCheck implements Check {

    private static final String FOLDER = "adapter";
    private static final TrainedParts LANGUAGE = new TrainedParts(0, false, false);

    @Override
    public void run(VectorSet vectors, Results results) {
        List<String> names = vectors.sequences().stream()
                .filter(name -> vectors.at("lora", name).exists())
                .toList();
        if (names.isEmpty() || !vectors.hasFolder(FOLDER)) {
            results.skipped(FOLDER, "the vectors have none");
            return;
        }
        for (String name : names) {
            results.attempt(name + ": " + FOLDER, () -> sequence(vectors, name, results));
        }
        results.attempt(FOLDER + ": parameters", () -> parameters(vectors, results));
    }

    private static void sequence(VectorSet vectors, String name, Results results) {
        VectorNode wanted = vectors.at("lora", name);
        List<AnsweredRow> rows = List.of(vectors.answered(name));
        try (LoadedModel model = LoadedModel.adapted(vectors, FOLDER)) {
            ParameterArrays adapter = model.adapter().orElseThrow();
            results.near(
                    name + ": logits with an adapter",
                    model.responseLogits(vectors, name).values(),
                    vectors.tensor("lora." + name + ".logits_response"),
                    Tolerance.LOGITS);
            Gradients.begin(adapter.byName().values());
            AnswerLosses losses = new AnswerLosses(model.network(), LANGUAGE, Optional.empty(), false);
            results.near(
                    name + ": log-probabilities with an adapter",
                    losses.logProbs(rows, 1),
                    wanted.at("logprobs_t1"),
                    Tolerance.LOG_PROBS);
            if (wanted.at("norms").exists()) {
                float loss = losses.accumulate(rows, null, 1, MeanLikelihood.LOSS);
                results.near(name + ": loss with an adapter", loss, wanted.at("loss"), Tolerance.LOG_PROBS);
                new GradientNorms(adapter, "base_model.model.")
                        .compare(name + ": gradient with an adapter", wanted, results);
            }
        }
    }

    private static void parameters(VectorSet vectors, Results results) {
        VectorNode wanted = vectors.at("lora", "trainable");
        if (wanted.exists()) {
            try (LoadedModel model = LoadedModel.adapted(vectors, FOLDER)) {
                long own = model.adapter().orElseThrow().byName().values().stream()
                        .mapToLong(array -> array.getShape().size())
                        .sum();
                results.equal("adapter: numbers that are trained", Math.toIntExact(own), wanted);
            }
        }
    }
}
