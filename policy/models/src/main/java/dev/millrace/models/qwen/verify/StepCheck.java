package dev.millrace.models.qwen.verify;

import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.StepOutcome;
import java.util.List;

/**
 * Log-probabilities after one step of AdamW, which moves them by up to 3 nat.
 *
 * <p>The first step of Adam divides each gradient by its own size: of one that is nothing but rounding it makes a whole step of
 * either sign. So the rounding of a forward pass decides more than it does elsewhere: of the vectors of Qwen2.5-VL, transformers
 * differs from itself by 1.4e-4 if attention is computed in another order, and plain PyTorch by 3.2e-4 in float32 and 3.3e-4 in
 * float64 (of Qwen3-VL 0.9e-5, 5.9e-5 and 4.9e-5). This is why more is allowed here than of log-probabilities elsewhere.
 */
final class StepCheck implements Check {

    private static final double ALLOWED = 5e-4;

    @Override
    public void run(VectorSet vectors, Results results) {
        if (!vectors.at("adamw_step").exists()) {
            results.skipped("step of AdamW", "the vectors have none");
            return;
        }
        int length = vectors.at("adamw_step", "logprobs_t1_after").size();
        // The step does not say of which sequence it is: of one that gradients are of, and with as long a response. A wrong
        // one would be off by nats.
        List<String> names = vectors.at("gradients").keys().stream()
                .filter(name -> vectors.responseIds(name).length == length)
                .toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "no sequence with gradients has a response of " + length + " tokens, as the step of AdamW has");
        }
        String best = names.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (String name : names) {
            double difference = difference(vectors, name);
            if (difference < least) {
                best = name;
                least = difference;
            }
        }
        results.add(CheckResult.within(
                        best + ": log-probabilities after a step of AdamW",
                        least,
                        ALLOWED,
                        vectors.at("adamw_step", "logprobs_t1_after").place())
                .noting(", not " + Tolerance.LOG_PROBS
                        + ": a first step makes whole steps of gradients that are rounding only"));
    }

    /** By how much what is said after a step over a sequence differs from the vectors. */
    private static double difference(VectorSet vectors, String name) {
        VectorNode step = vectors.at("adamw_step");
        List<Double> betas = step.at("betas").numbers();
        AdamWSettings settings = new AdamWSettings(
                betas.get(0), betas.get(1), step.at("eps").number(), step.at("weight_decay").number());
        List<AnsweredRow> rows = List.of(vectors.answered(name));
        try (LoadedModel model = LoadedModel.plain(vectors, VectorSet.MAIN)) {
            // The vector decays all parameters.
            List<ParameterSpec> specs =
                    ParameterLayout.of(vectors.config(), !model.head().equals(TensorNames.HEAD)).stream()
                            .map(spec -> new ParameterSpec(spec.name(), spec.shape(), 0, 0, true))
                            .toList();
            float loss = GradientCheck.carried(model, rows);
            try (ParameterTrainer trainer = new ParameterTrainer(
                    specs,
                    model.arrays().byName(),
                    settings,
                    step.at("clip_total_norm").number())) {
                trainer.gathered(loss);
                if (trainer.step(step.at("lr").number()) instanceof StepOutcome.Refused refused) {
                    throw new IllegalStateException("the step was refused: " + refused.cause());
                }
            }
            return Differences.greatest(
                    GradientCheck.losses(model).logProbs(rows, 1),
                    step.at("logprobs_t1_after").floats());
        }
    }
}
