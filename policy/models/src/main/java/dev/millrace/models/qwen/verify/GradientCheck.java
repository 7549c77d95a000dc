package dev.millrace.models.qwen.verify;

import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.qwen.model.AnswerLosses;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.qwen.model.Gradients;
import dev.millrace.models.qwen.model.TrainedParts;
import java.util.List;
import java.util.Optional;

/** Gradients of all parameters. */
final class GradientCheck implements Check {

    @Override
    public void run(VectorSet vectors, Results results) {
        List<String> names = vectors.at("gradients").keys();
        if (names.isEmpty()) {
            results.skipped("gradients", "the vectors have none");
        }
        for (String name : names) {
            results.attempt(name + ": gradients", () -> sequence(vectors, name, results));
        }
    }

    private static void sequence(VectorSet vectors, String name, Results results) {
        List<AnsweredRow> rows = List.of(vectors.answered(name));
        try (LoadedModel model = LoadedModel.plain(vectors, VectorSet.MAIN)) {
            float loss = carried(model, rows);
            VectorNode wanted = vectors.at("gradients", name);
            results.near(name + ": loss", loss, wanted.at("loss"), Tolerance.LOG_PROBS);
            new GradientNorms(model.arrays(), "").compare(name + ": gradient", wanted, results);
            String prefix = "grad." + name + ".";
            for (String tensor : vectors.tensors(prefix)) {
                String parameter = tensor.substring(prefix.length());
                String what = name + ": gradient of " + parameter;
                results.attempt(
                        what,
                        () -> results.nearAsWhole(
                                what, gradient(model, parameter), vectors.tensor(tensor), Tolerance.RELATIVE));
            }
        }
    }

    private static float[] gradient(LoadedModel model, String parameter) {
        try (NoGradScope ignored = NoGradScope.open()) {
            return model.arrays().get(parameter).getGradient().toFloatArray();
        }
    }

    /** Computes the gradients of the mean negative log-likelihood of answers, by all parameters. */
    static float carried(LoadedModel model, List<AnsweredRow> rows) {
        Gradients.begin(model.arrays().byName().values());
        return losses(model).accumulate(rows, null, 1, MeanLikelihood.LOSS);
    }

    /** Losses by all parameters, which have gradients. */
    static AnswerLosses losses(LoadedModel model) {
        return new AnswerLosses(
                model.network(),
                TrainedParts.ALL,
                Optional.of(model.arrays().get(model.head()).getGradient()),
                true);
    }
}
