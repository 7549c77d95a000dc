package dev.millrace.scenes.referee;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.WarmupCosine;
import java.util.function.Function;

/**
 * How a referee is trained.
 *
 * @param steps optimizer steps
 * @param batch images a step
 * @param lr highest learning rate of a warm-up and cosine schedule
 * @param seed of the initial weights and of the scenes
 */
public record RefereeTraining(int steps, int batch, double lr, long seed) {

    private static final double MAX_GRADIENT_NORM = 1.0;

    private static final double WARMUP_SHARE = 0.05;
    private static final double FLOOR_SHARE = 0.02;

    public RefereeTraining {
        if (steps < 2 || batch < 2) {
            throw new IllegalArgumentException("steps and batch must be at least 2, not " + steps + " and " + batch);
        }
        if (!(lr > 0)) {
            throw new IllegalArgumentException("lr must be positive, not " + lr);
        }
    }

    /** The same with another seed. */
    public RefereeTraining withSeed(long other) {
        return new RefereeTraining(steps, batch, lr, other);
    }

    WarmupCosine schedule() {
        return new WarmupCosine(lr, lr * FLOOR_SHARE, (long) (steps * WARMUP_SHARE), steps);
    }

    ParameterTrainer trainer(Layout layout, ParameterArrays parameters) {
        return new ParameterTrainer(layout.specs(), parameters.byName(), AdamWSettings.DEFAULT, MAX_GRADIENT_NORM);
    }

    /**
     * One batch, one step.
     *
     * @return the loss before the step
     * @throws IllegalStateException if the loss or the gradient is not finite; nothing is changed then
     */
    static float step(ParameterTrainer trainer, double learningRate, Function<NDManager, NDArray> loss) {
        float value = trainer.accumulate(loss);
        if (trainer.step(learningRate) instanceof StepOutcome.Refused refused) {
            throw new IllegalStateException(refused.cause());
        }
        return value;
    }
}
