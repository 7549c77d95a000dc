package dev.millrace.scenes.qwen;

import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.WarmupCosine;

/**
 * How the small Qwen is trained.
 *
 * @param steps optimizer steps
 * @param batch examples per step
 * @param lr highest learning rate of a warm-up and cosine schedule
 * @param warmupSteps steps of the warm-up
 * @param weightDecay decoupled weight decay of AdamW
 * @param maxGradNorm limit of the global gradient norm
 * @param answerWeight weight of the tokens behind what is seen beside those that name it, which are many more
 * @param merges most byte pairs that the vocabulary joins
 * @param seed of the initial weights and of the scenes
 */
public record SmallQwenConfig(
        int steps,
        int batch,
        double lr,
        int warmupSteps,
        double weightDecay,
        double maxGradNorm,
        double answerWeight,
        int merges,
        long seed) {

    private static final double FLOOR_SHARE = 0.02;

    WarmupCosine schedule() {
        return new WarmupCosine(lr, lr * FLOOR_SHARE, warmupSteps, steps);
    }

    AdamWSettings optimizer() {
        AdamWSettings standard = AdamWSettings.DEFAULT;
        return new AdamWSettings(standard.beta1(), standard.beta2(), standard.epsilon(), weightDecay);
    }
}
