package dev.millrace.models.qwen.verify;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.StepOutcome;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** A step of AdamW over one sequence, from the main checkpoint on and with an optimizer at rest. */
final class FirstStep {

    private final VectorSet vectors;
    private final VectorNode step;
    private final String sequence;

    FirstStep(VectorSet vectors, VectorNode step, String sequence) {
        this.vectors = vectors;
        this.step = step;
        this.sequence = sequence;
    }

    /** Log-probabilities of the response after the step. */
    float[] exact() {
        return after(model -> {});
    }

    /**
     * The same after gradients that are a little off, as another order of sums makes them.
     *
     * @param share of each parameter's gradient, by its norm
     */
    float[] disturbed(double share, long seed) {
        Random random = new Random(seed);
        return after(model -> disturb(model, share, random));
    }

    private interface Change {
        void of(LoadedModel model);
    }

    private float[] after(Change change) {
        List<Double> betas = step.at("betas").numbers();
        AdamWSettings settings = new AdamWSettings(
                betas.get(0),
                betas.get(1),
                step.at("eps").number(),
                step.at("weight_decay").number());
        double mostNorm = step.at("clip_total_norm").number();
        List<AnsweredRow> rows = List.of(vectors.answered(sequence));
        try (LoadedModel model = LoadedModel.plain(vectors, VectorSet.MAIN)) {
            float loss = GradientCheck.carried(model, rows);
            change.of(model);
            try (ParameterTrainer trainer =
                    new ParameterTrainer(specs(model), model.arrays().byName(), settings, mostNorm)) {
                trainer.gathered(loss);
                if (trainer.step(step.at("lr").number()) instanceof StepOutcome.Refused refused) {
                    throw new IllegalStateException("the step was refused: " + refused.cause());
                }
            }
            return GradientCheck.losses(model).logProbs(rows, 1);
        }
    }

    /** The vectors decay all parameters. */
    private List<ParameterSpec> specs(LoadedModel model) {
        boolean tied = !model.head().equals(TensorNames.HEAD);
        return ParameterLayout.of(vectors.config(), tied).stream()
                .map(spec -> new ParameterSpec(spec.name(), spec.shape(), 0, 0, true))
                .toList();
    }

    private static void disturb(LoadedModel model, double share, Random random) {
        try (NoGradScope scope = NoGradScope.open()) {
            for (NDArray parameter : new TreeMap<>(model.arrays().byName()).values()) {
                NDArray gradient = parameter.getGradient();
                float[] values = gradient.toFloatArray();
                double squares = 0;
                for (float value : values) {
                    squares += (double) value * value;
                }
                double size = share * Math.sqrt(squares / values.length);
                for (int i = 0; i < values.length; i++) {
                    // What has no gradient at all, such as tokens that nobody read, has none in another order either.
                    values[i] = values[i] == 0 ? 0 : (float) (size * random.nextGaussian());
                }
                gradient.addi(scope.manager().create(values, gradient.getShape()));
            }
        }
    }
}
