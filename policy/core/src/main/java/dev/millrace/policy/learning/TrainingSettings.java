package dev.millrace.policy.learning;

/**
 * How a policy is to be trained.
 *
 * @param optimizer AdamW; the learning rate is given at each step
 * @param maxGradientNorm limit of the norm of all gradients together, positive
 * @param answerReference whether answers are compared with the policy as it begins, which is held for it then
 * @param drawingReference whether drawings are, if it draws
 * @param adaptation what is trained; a family refuses what it cannot do
 * @param recompute whether what layers compute on their way forward is computed again on the way back, instead of being held; a
 *     family that has but one way takes no notice
 */
public record TrainingSettings(
        AdamWSettings optimizer,
        double maxGradientNorm,
        boolean answerReference,
        boolean drawingReference,
        Adaptation adaptation,
        boolean recompute) {

    public TrainingSettings {
        if (!(maxGradientNorm > 0)) {
            throw new IllegalArgumentException("maxGradientNorm must be positive, but is " + maxGradientNorm);
        }
    }
}
